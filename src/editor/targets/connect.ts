// Makes clients. The API room is loaded with the first one.
import type { Cloud, CloudUrls } from '../../api/cloud';
import { systemClock } from '../../base/clock';
import type { Logger } from '../../base/log';
import type { Settings } from '../adapters/settings';

export type Env = Readonly<Record<string, string | undefined>>;

export type Connect = (where: { readonly urls: CloudUrls; readonly key: string }) => Cloud;

export async function loadConnect(log: Logger, userAgent: string): Promise<Connect> {
  const { createCloud } = await import('../../api/createCloud');
  return ({ urls, key }) => createCloud({ urls, key, clock: systemClock, log, userAgent });
}

const addresses = [
  ['runpod.api.graphqlUrl', 'RUNPOD_API_BASE_URL'],
  ['runpod.api.restUrl', 'RUNPOD_REST_V2_API_URL'],
  ['runpod.api.jobsUrl', 'RUNPOD_ENDPOINT_BASE_URL'],
] as const;

/** The environment with the addresses of the settings: what somebody set wins over a variable. */
export function withAddresses(env: Env, settings: Settings): Env {
  const set = addresses.flatMap(([key, name]) => {
    const value = settings.ifSet(key);
    return value ? [[name, value] as const] : [];
  });
  return { ...env, ...Object.fromEntries(set) };
}
