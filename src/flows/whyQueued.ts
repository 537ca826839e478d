// Why a job stays in the queue, in one sentence: what the doctor says with this job waiting.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { diagnoseEndpoint } from './diagnose';

/** Undefined when nothing is known. Never throws; takes some seconds, because it reads logs. */
export async function whyQueued(
  cloud: Cloud,
  job: { readonly endpointId: string; readonly id: string; readonly submittedAt?: number },
  clock: Clock,
): Promise<string | undefined> {
  const { endpointId, id, submittedAt } = job;
  const jobs = [{ id, submittedAt, status: 'IN_QUEUE' }];
  try {
    const signal = new AbortController().signal;
    const { verdict } = await diagnoseEndpoint(cloud, { endpointId, jobs }, { clock }, signal);
    return verdict.state === 'healthy' ? undefined : verdict.summary;
  } catch {
    return undefined;
  }
}
