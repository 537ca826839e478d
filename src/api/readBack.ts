// After a write: what was sent must be what is there. Both sides are compared field by field; what the
// platform fills in by itself, or forgets to mention, is no difference.
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../base/errors';

/** Names of fields that were sent and are read back otherwise. */
export function differingFields(
  sent: Readonly<Record<string, unknown>>,
  saved: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(sent).filter(name => {
    if (sent[name] === undefined || saved[name] === undefined) return false;
    return !isDeepStrictEqual(plain(sent[name]), plain(saved[name]));
  });
}

/** Empty text, an empty list and null all mean "none"; lists of variables have no order. */
function plain(value: unknown): unknown {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!Array.isArray(value)) return value;
  return value.map(item => JSON.stringify(item)).sort();
}

export function notKept(subject: string, fields: readonly string[]): AppError {
  return new AppError('conflict', `RunPod saved ${subject}, but not as sent: ${fields.join(', ')}.`, {
    remedy:
      'Somebody may have changed it at the same moment, or a value is not allowed: look at it and save again.',
  });
}
