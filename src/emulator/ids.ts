// Ids in the shapes the platform uses: short lower-case words for things, UUIDs with a suffix for jobs.
import { randomBytes, randomUUID } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A random id of lower-case letters and digits, 14 long as the platform's. */
export function newId(length = 14): string {
  return [...randomBytes(length)].map(byte => letters[byte % letters.length]).join('');
}

/** `<uuid>-u1` for `/run`, `sync-<uuid>-u1` for `/runsync`. */
export function newJobId(kind: 'run' | 'runsync'): string {
  return `${kind === 'runsync' ? 'sync-' : ''}${randomUUID()}-u1`;
}

/** A secret that cannot be guessed, safe in URLs and headers. */
export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}
