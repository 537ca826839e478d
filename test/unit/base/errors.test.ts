// What a person may read of an error.
import { describe, expect, it } from 'vitest';
import { AppError, explain } from '../../../src/base/errors';
import { parseJsonOrExplain } from '../../../src/base/json';

describe('explain', () => {
  it('shows message and remedy, redacted, and never a stack', () => {
    const told = explain(
      new AppError('remote', 'Key rpa_ABCDEF1234567890 refused.', { remedy: 'Sign in again.' }),
    );
    expect(told).toMatchObject({ kind: 'remote', message: 'Key ••• refused.', remedy: 'Sign in again.' });
  });

  it('calls an unforeseen error ours', () => {
    expect(explain(new TypeError('x is undefined\n  at y'))).toMatchObject({ kind: 'internal' });
    expect(explain(new TypeError('x is undefined\n  at y')).message).not.toContain('at y');
  });

  it('knows an AbortError as a cancellation', () => {
    expect(explain(new DOMException('stop', 'AbortError')).kind).toBe('cancelled');
  });
});

describe('parseJsonOrExplain', () => {
  it('names the line of the mistake', () => {
    expect(() => parseJsonOrExplain('{\n "input": {,}\n}', 'The job input')).toThrow(
      /The job input is not valid JSON at line 2/,
    );
  });
});
