// Stands in front of every sink: logs, errors, diffs, exports, panels. Takes out what looks like a key and
// every value the caller knows to be secret. Better one word too many hidden than one key shown.

export const redacted = '•••';

/** Prefixes that vendors give their keys; the part after the prefix is the secret. */
const keyShapes: readonly RegExp[] = [
  /\brpa_[A-Za-z0-9]{8,}/g,
  /\bhf_[A-Za-z0-9]{8,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{16,}/g,
  /\bdckr_pat_[A-Za-z0-9_-]{8,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{8,}/g,
];

const bearer = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;
const assignment =
  /((?:api[_-]?key|secret|token|password|passwd|authorization)["']?\s*[=:]\s*["']?)([^\s"',;&]{6,})/gi;
const credentialInUrl = /(:\/\/[^\s/:@]+:)[^\s/@]+(@)/g;

/**
 * Returns `text` without secrets. `known` are values that are secret whatever they look like
 * (values shorter than 6 characters are ignored: hiding them would blank ordinary words).
 */
export function redact(text: string, known: Iterable<string> = []): string {
  let out = hideKnown(text, known);
  for (const shape of keyShapes) out = out.replace(shape, redacted);
  return out
    .replace(bearer, `$1 ${redacted}`)
    .replace(assignment, `$1${redacted}`)
    .replace(credentialInUrl, `$1${redacted}$2`);
}

/** Takes out these values and nothing else: for what has to stay data, such as JSON. */
export function hideKnown(text: string, known: Iterable<string>): string {
  let out = text;
  for (const value of known) {
    if (value.length >= 6) out = out.replaceAll(value, redacted);
  }
  return out;
}

/** True for the names of variables whose values must not be shown. */
export function isSecretName(name: string): boolean {
  return /(?:^|_)(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIALS?|AUTH)(?:$|_)/i.test(name);
}

/**
 * The value of a variable as it may be shown: masked when its name or its own form says that it is secret. A
 * reference to a RunPod secret (`{{ RUNPOD_SECRET_name }}`) names the secret and does not tell it.
 */
export function shownVariable(name: string, value: string): string {
  if (/^\{\{\s*RUNPOD_SECRET_\w+\s*\}\}$/.test(value)) return value;
  return isSecretName(name) ? redacted : redact(value);
}
