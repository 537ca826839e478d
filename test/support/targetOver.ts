// A Local RunPod without a socket, as the target that commands are given: the real client over its planes.
import { createCloud } from '../../src/api/createCloud';
import type { FetchLike } from '../../src/api/http';
import { silentLogger } from '../../src/base/log';
import type { Target } from '../../src/flows/target';
import { type LocalPlatform, testKey } from './localPlatform';

export const localOrigin = 'http://127.0.0.1:4000';
const urls = {
  graphql: `${localOrigin}/graphql`,
  rest: `${localOrigin}/v2`,
  jobs: `${localOrigin}/job/v2`,
};

export interface TargetOverOptions {
  readonly kind?: Target['kind'];
  readonly name?: string;
  /** Stands between the client and the platform. */
  readonly between?: (request: Request, next: FetchLike) => Promise<Response>;
}

/** What a client of it needs, for what is no Cloud. */
export function httpOver(local: LocalPlatform) {
  const fetch: FetchLike = async request => local.app.request(request);
  return { key: testKey, clock: local.clock, log: silentLogger, userAgent: 'test', fetch };
}

export function targetOver(
  local: LocalPlatform,
  { kind = 'account', name = 'me', between }: TargetOverOptions = {},
): Target {
  const http = httpOver(local);
  const fetch: FetchLike = between ? request => between(request, http.fetch) : http.fetch;
  return { kind, name, cloud: createCloud({ urls, ...http, fetch }), urls };
}
