// Debugging a worker of Local RunPod: it runs from a folder under a debugger until it is told to stop that.
import * as z from 'zod';
import type { LocalRunPodInfo } from '../wire/localRunPod';
import type { WorkerUsage } from '../wire/localUsage';
import { Http, type HttpOptions } from './http';
import { createLocalUsage } from './localUsage';
import { segment } from './request';

export interface LocalDebug {
  /** Starts the worker from `folder`, anew when it runs already. Throws `conflict` where it cannot be debugged. */
  begin(endpointId: string, folder: string, signal?: AbortSignal): Promise<void>;
  end(endpointId: string, signal?: AbortSignal): Promise<void>;
  workers(endpointId: string, signal?: AbortSignal): Promise<readonly WorkerUsage[]>;
}

export function createLocalDebug(info: LocalRunPodInfo, options: Omit<HttpOptions, 'key'>): LocalDebug {
  const http = new Http({ ...options, key: info.key });
  const call = async (method: 'POST' | 'DELETE', endpointId: string, body: unknown, signal?: AbortSignal) => {
    const url = `${info.url}/local/v1/endpoints/${segment(endpointId, 'an endpoint')}/debug`;
    const subject = `endpoint ${endpointId}`;
    const request = { method, url, safety: 'once', scope: 'local', subject } as const;
    await http.json(z.looseObject({}), { ...request, ...(body !== undefined && { body }) }, signal);
  };
  return {
    begin: (endpointId, folder, signal) => call('POST', endpointId, { folder }, signal),
    end: (endpointId, signal) => call('DELETE', endpointId, undefined, signal),
    workers: createLocalUsage(info, options),
  };
}
