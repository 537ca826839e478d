// The one thing that only Local RunPod answers: the times and the memory of its workers.

import type { LocalRunPodInfo } from '../wire/localRunPod';
import { type WorkerUsage, workerUsageListSchema } from '../wire/localUsage';
import { Http, type HttpOptions } from './http';
import { segment } from './request';

export type ReadUsage = (endpointId: string, signal?: AbortSignal) => Promise<readonly WorkerUsage[]>;

/** For a Local RunPod that runs; its own key is used. */
export function createLocalUsage(info: LocalRunPodInfo, options: Omit<HttpOptions, 'key'>): ReadUsage {
  const http = new Http({ ...options, key: info.key });
  return async (endpointId, signal) => {
    const url = `${info.url}/local/v1/endpoints/${segment(endpointId, 'an endpoint')}/workers`;
    const subject = `endpoint ${endpointId}`;
    const request = { method: 'GET', url, safety: 'read', scope: 'local', subject } as const;
    return (await http.json(workerUsageListSchema, request, signal)).workers;
  };
}
