// Why a job failed, in each of the forms the SDK and the platform give it.
import { describe, expect, it } from 'vitest';
import { failureText, handlerFailure } from '../../../src/api/jobFailure';

const failed = (error: unknown, status = 'FAILED') => ({ id: 'j1', status, error });
const traceback =
  'Traceback (most recent call last):\n  File "handler.py", line 6, in handler\nValueError: no image';
const raised = { error_type: "<class 'ValueError'>", error_message: 'no image', error_traceback: traceback };

describe('the failure of a job', () => {
  it.each([
    ['JSON text', failed(JSON.stringify(raised))],
    ['JSON as such', failed(raised)],
    ['the text of a generator', failed(`handler: no image \ntraceback: ${traceback}\n`)],
  ])('is the Python exception out of %s', (_, job) => {
    expect(failureText(job)).toBe('ValueError: no image');
    expect(handlerFailure(job)?.error_traceback).toBe(traceback);
  });

  it.each([
    [failed('job timed out after 1 retries'), 'job timed out after 1 retries'],
    [failed('first line\nsecond line'), 'first line'],
    [failed('{"code": 1}'), '{"code": 1}'],
    [failed({ code: 1 }), '{"code":1}'],
    [failed(undefined, 'TIMED_OUT'), 'The job took longer than its time limit.'],
    [failed(undefined), undefined],
    [failed('  '), undefined],
  ])('is one line: %j', (job, text) => {
    expect(failureText(job)).toBe(text);
    expect(handlerFailure(job)).toBeUndefined();
  });
});
