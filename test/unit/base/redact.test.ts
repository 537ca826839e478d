// No key may pass, and ordinary words must.
import { describe, expect, it } from 'vitest';
import { isSecretName, redact, shownVariable } from '../../../src/base/redact';

describe('redact', () => {
  it.each([
    'Authorization: Bearer rpa_ABCDEF1234567890',
    'https://user:hunter22@registry.example/v2',
    'RUNPOD_API_KEY=abcdef123456',
    '{"password":"correct horse"}',
    'token: hf_abcdefghijklmnop',
  ])('hides the secret in %s', text => {
    expect(redact(text)).not.toMatch(/ABCDEF1234567890|hunter22|abcdef123456|correct|abcdefghijklmnop/);
  });

  it('hides values that the caller knows', () => {
    expect(redact('got s3cr3t-value back', ['s3cr3t-value', 'got'])).toBe('got ••• back');
  });

  it('leaves ordinary text alone', () => {
    const text = 'MAX_TOKENS=512 tokenizer=bert worker abc is ready';
    expect(redact(text)).toBe(text);
  });
});

describe('isSecretName', () => {
  it.each(['RUNPOD_API_KEY', 'HF_TOKEN', 'aws_secret_access_key', 'DB_PASSWORD'])('knows %s', name => {
    expect(isSecretName(name)).toBe(true);
  });
  it.each(['MAX_TOKENS', 'TOKENIZER_NAME', 'KEYBOARD', 'MODEL_ID'])('passes %s', name => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('shownVariable', () => {
  it.each([
    ['HF_TOKEN', 'anything', '•••'],
    ['PLAIN', 'rpa_ABCDEF1234567890', '•••'],
    ['HF_TOKEN', '{{ RUNPOD_SECRET_hf }}', '{{ RUNPOD_SECRET_hf }}'],
    ['MAX_TOKENS', '512', '512'],
  ])('shows %s=%s as %s', (name, value, shown) => {
    expect(shownVariable(name, value)).toBe(shown);
  });
});
