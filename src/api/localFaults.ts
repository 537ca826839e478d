// The faults of Local RunPod over its own routes. No real account has them.
import * as z from 'zod';
import {
  type EndpointFaults,
  type FaultAction,
  type LocalFaults,
  localFaultsSchema,
} from '../wire/localFaults';
import { Http, type HttpOptions } from './http';
import { segment } from './request';

export interface FaultsApi {
  all(signal?: AbortSignal): Promise<LocalFaults>;
  /** Replaces what is wrong with an endpoint; `{}` makes it well. Throws `not-found`. */
  set(endpointId: string, faults: EndpointFaults, signal?: AbortSignal): Promise<LocalFaults>;
  /** USD; at 0 and below no worker is started. */
  setBalance(usd: number, signal?: AbortSignal): Promise<LocalFaults>;
  /** Makes everything well. */
  clear(signal?: AbortSignal): Promise<LocalFaults>;
  /** Once, now. Throws `conflict` when there is nothing to do it to. */
  act(endpointId: string, action: FaultAction, signal?: AbortSignal): Promise<void>;
}

/** `origin` of Local RunPod, such as `http://127.0.0.1:41234`. */
export function createFaults(origin: string, options: HttpOptions): FaultsApi {
  const http = new Http(options);
  const root = `${origin}/local/v1`;
  const subject = 'the faults of Local RunPod';
  const shared = { scope: 'local', subject } as const;
  const post = (path: string, body: unknown, signal?: AbortSignal) =>
    http.json(
      localFaultsSchema,
      { ...shared, method: 'POST', url: `${root}${path}`, body, safety: 'once' },
      signal,
    );
  return {
    all: signal =>
      http.json(
        localFaultsSchema,
        { ...shared, method: 'GET', url: `${root}/faults`, safety: 'read' },
        signal,
      ),
    set: (id, faults, signal) => post(`/endpoints/${segment(id, 'an endpoint')}/faults`, faults, signal),
    setBalance: (usd, signal) => post('/balance', usd, signal),
    clear: signal =>
      http.json(
        localFaultsSchema,
        { ...shared, method: 'DELETE', url: `${root}/faults`, safety: 'once' },
        signal,
      ),
    async act(id, action, signal) {
      const url = `${root}/endpoints/${segment(id, 'an endpoint')}/${action}`;
      await http.json(z.unknown(), { ...shared, method: 'POST', url, safety: 'once' }, signal);
    },
  };
}
