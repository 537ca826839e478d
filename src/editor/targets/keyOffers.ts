// Keys that this machine already has: the environment's and the one of RunPod's own tools. Read as offers when
// somebody signs in, never written, never used unasked.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { isRecord } from '../../base/json';
import { nodeFiles } from '../../base/nodeFiles';
import type { Env } from './connect';

export interface KeyOffer {
  readonly key: string;
  /** In words. */
  readonly from: string;
}

export async function findKeys(env: Env, home = homedir()): Promise<KeyOffer[]> {
  const offers: KeyOffer[] = [];
  const inEnvironment = env.RUNPOD_API_KEY?.trim();
  if (inEnvironment) offers.push({ key: inEnvironment, from: 'RUNPOD_API_KEY' });
  const text = await nodeFiles.read(join(home, '.runpod', 'config.toml'));
  const inFile = text === undefined ? undefined : keyOf(text);
  if (inFile && inFile !== inEnvironment) offers.push({ key: inFile, from: '~/.runpod/config.toml' });
  return offers;
}

/** runpodctl writes `apikey`, the Python package `api_key` under a profile. */
export function keyOf(text: string): string | undefined {
  try {
    return search(parse(text));
  } catch {
    // A file that is not TOML offers nothing.
    return undefined;
  }
}

function search(table: unknown): string | undefined {
  if (!isRecord(table)) return undefined;
  for (const name of ['apikey', 'apiKey', 'api_key']) {
    const value = table[name];
    if (typeof value === 'string' && value.trim()) return value.trim();
  }
  return Object.values(table).map(search).find(Boolean);
}
