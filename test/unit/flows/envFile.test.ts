// `.env` files in and out: what is written reads back as the same, and masks are never taken for values.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { envChange, parseEnvText, renderEnvText } from '../../../src/flows/envFile';

const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,12}$/);
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^[\w '"`#=$\\{}\n.,:/+-]{0,30}$/),
  fc.constantFrom(
    '',
    ' ',
    '{{ RUNPOD_SECRET_hf }}',
    'a # b',
    'C:\\new',
    '-----BEGIN KEY-----\nabc\n-----END KEY-----\n',
    '{"a":"b"}',
  ),
);

describe('.env files', () => {
  it('read back as what was written, or are refused', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1, maxKeys: 8 }), env => {
        const pairs = Object.entries(env).map(([key, text]) => ({ key, value: text }));
        let text: string;
        try {
          text = renderEnvText(pairs, 'clear');
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          return;
        }
        expect({ ...parseEnvText(text) }).toEqual({ ...env });
      }),
      { numRuns: 300 },
    );
  });

  it('hold what people keep in them', () => {
    const text =
      '\ufeff# comment\nexport A=1\nB="two words" # why\nC=\'it is $5\'\n\nD=x=y\nE="line\\nbreak"\n';
    expect(parseEnvText(text)).toEqual({ A: '1', B: 'two words', C: 'it is $5', D: 'x=y', E: 'line\nbreak' });
  });

  it('mask secrets for display, and are refused with masks in them', () => {
    const pairs = [
      { key: 'HF_TOKEN', value: 'hf_secretsecretsecret' },
      { key: 'FROM', value: '{{ RUNPOD_SECRET_hf }}' },
      { key: 'MODE', value: 'fast' },
    ];
    const masked = renderEnvText(pairs, 'masked');
    expect(masked).not.toContain('hf_secret');
    expect(masked).toContain('RUNPOD_SECRET_hf');
    expect(() => parseEnvText(masked)).toThrow('The values of HF_TOKEN are masked');
    expect(() => parseEnvText('just words\n')).toThrow('no variables');
  });

  it('merge into what is there, or replace it', () => {
    const before = [
      { key: 'A', value: '1' },
      { key: 'B', value: '2' },
    ];
    expect(envChange('B=3\nC=4', before, { mode: 'merge' })).toEqual({
      env: { set: { B: '3', C: '4' }, remove: [] },
    });
    expect(envChange('B=3', before, { mode: 'replace' })).toEqual({
      env: { set: { B: '3' }, remove: ['A'] },
    });
  });
});
