// What an API key may do, found out without changing anything: who it belongs to, whether it lists endpoints, and
// whether a write is let through to the point where its subject turns out not to exist.
import type { Cloud } from '../api/cloud';
import { AppError, isAppError } from '../base/errors';
import type { Myself } from '../wire/graphql';

export interface KeyScope {
  /**
   * `full`: reads and writes. `read-only`: reads the account, writes nothing. `endpoints`: may only use jobs of the
   * endpoints it is limited to; the account and the list of endpoints are closed to it.
   */
  readonly kind: 'full' | 'read-only' | 'endpoints';
  /** Whose key it is; undefined when it may not say so. */
  readonly owner?: Myself | undefined;
}

/** A name that no template has: long, and not of a form that people use. */
const nobodysTemplate = 'runpod-worker-dev-key-probe-0f6d2c1e';

/** Throws `unauthorized` (status 401) for a key that RunPod does not know, and whatever keeps us from asking. */
export async function probeKey(cloud: Cloud, signal?: AbortSignal): Promise<KeyScope> {
  const owner = await readable(cloud.account.myself(signal));
  const endpoints = await readable(cloud.endpoints.list(signal));
  if (!owner && !endpoints) return { kind: 'endpoints' };
  return { kind: (await mayWrite(cloud, signal)) ? 'full' : 'read-only', owner };
}

/** What a key means for the person, in one sentence. */
export function scopeWords({ kind }: Pick<KeyScope, 'kind'>): string {
  if (kind === 'full') return 'The key reads and writes the account.';
  if (kind === 'read-only')
    return 'The key is read-only: endpoints, workers and logs can be seen; deploying and changing them will be refused.';
  return 'The key is limited to jobs of single endpoints: it cannot list endpoints, so most of the tree stays empty.';
}

/** Undefined when this key may not read it; a refused key and anything else is thrown. */
async function readable<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isAppError(error, 'unauthorized') && error.status === 403) return undefined;
    throw error;
  }
}

async function mayWrite(cloud: Cloud, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await cloud.templates.delete(nobodysTemplate, signal);
    return true;
  } catch (error) {
    if (isAppError(error, 'unauthorized')) return false;
    // That there is no such template is what a key hears that may write.
    if (isAppError(error, 'not-found') || (isAppError(error) && error.status === 200)) return true;
    throw error;
  }
}

/** The key as nobody can read it back, such as `rpa_…3fA9`. */
export function keyTail(key: string): string {
  if (key.length < 12) throw new AppError('usage', 'This is too short for an API key.');
  return `…${key.slice(-4)}`;
}
