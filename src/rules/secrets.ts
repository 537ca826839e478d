// What a key looks like: prefixes that vendors give, with as many characters behind them as real keys have. Names of
// variables prove nothing: MAX_TOKENS and TOKENIZER_NAME are no secrets.
import type { Span } from '../project/source';

export interface SecretKind {
  readonly vendor: string;
  /** The variable that the vendor's own tools read. */
  readonly variable: string;
  readonly pattern: RegExp;
}

const kinds: readonly SecretKind[] = [
  { vendor: 'RunPod', variable: 'RUNPOD_API_KEY', pattern: /\brpa_[A-Za-z0-9]{30,}/g },
  { vendor: 'Hugging Face', variable: 'HF_TOKEN', pattern: /\bhf_[A-Za-z0-9]{30,}/g },
  { vendor: 'OpenAI', variable: 'OPENAI_API_KEY', pattern: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{32,}/g },
  { vendor: 'AWS', variable: 'AWS_ACCESS_KEY_ID', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { vendor: 'GitHub', variable: 'GITHUB_TOKEN', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}/g },
  { vendor: 'GitHub', variable: 'GITHUB_TOKEN', pattern: /\bgithub_pat_[A-Za-z0-9_]{50,}/g },
  { vendor: 'Docker', variable: 'DOCKER_TOKEN', pattern: /\bdckr_pat_[A-Za-z0-9_-]{20,}/g },
  { vendor: 'Slack', variable: 'SLACK_TOKEN', pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/g },
  { vendor: 'Google', variable: 'GOOGLE_API_KEY', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
];

export interface FoundSecret extends Span {
  readonly kind: SecretKind;
}

/** Keys in a text. Placeholders (`hf_xxxxxxxx…`, `rpa_YOUR_KEY…`) are not keys. */
export function findSecrets(text: string): FoundSecret[] {
  return kinds.flatMap(kind =>
    [...text.matchAll(kind.pattern)]
      .filter(match => looksReal(match[0]))
      .map(match => ({ kind, start: match.index, end: match.index + match[0].length })),
  );
}

function looksReal(value: string): boolean {
  if (/x{4}|your|example|placeholder|replace|1234567890|abcdefgh/i.test(value)) return false;
  return new Set(value.slice(4)).size >= 10 && /\d/.test(value);
}
