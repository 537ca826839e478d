// What is expected of the endpoint a comparison is judged for: as given, else as one of the account's endpoints has it,
// else RunPod's defaults. Every number says where it comes from.
import type { Expectations } from '../../protocol/comparison';
import type { Endpoint } from '../../wire/endpoint';
import { defaultInitTimeoutSeconds } from '../pullEstimate';
import { jobsPerStartAt } from './verdict';

export interface GivenExpectations {
  readonly initTimeoutSeconds?: number | undefined;
  readonly jobsPerStart?: number | undefined;
  readonly jobsPerHour?: number | undefined;
  readonly idleTimeoutSeconds?: number | undefined;
  /** Variables of the worker; `RUNPOD_INIT_TIMEOUT` counts. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The endpoint that the worker is for. */
  readonly endpoint?: Pick<Endpoint, 'env' | 'workers' | 'timeout'> | undefined;
}

/** RunPod's defaults (runpod docs, serverless/endpoints/endpoint-configurations): 10 min, 5 s. */
const defaults = { executionTimeoutMs: 600_000, idleTimeoutSeconds: 5 };
/** Nobody knows: a round number that is neither a demo nor a busy service. */
const assumedJobsPerStart = 40;

export function expectationsOf(given: GivenExpectations): Expectations {
  const { initTimeoutSeconds, env, endpoint } = given;
  const seconds =
    initTimeoutSeconds ?? positive(env?.RUNPOD_INIT_TIMEOUT) ?? positive(endpoint?.env?.RUNPOD_INIT_TIMEOUT);
  return {
    initTimeoutMs: (seconds ?? defaultInitTimeoutSeconds) * 1000,
    executionTimeoutMs: endpoint?.timeout || defaults.executionTimeoutMs,
    ...idlePattern(given),
  };
}

function idlePattern(given: GivenExpectations): Pick<Expectations, 'jobsPerStart' | 'basis'> {
  const { jobsPerStart, jobsPerHour, endpoint } = given;
  if (jobsPerStart !== undefined) return { jobsPerStart, basis: 'as given' };
  if (jobsPerHour === undefined) return { jobsPerStart: assumedJobsPerStart, basis: 'assumed' };
  const idle = given.idleTimeoutSeconds ?? endpoint?.workers.idleTimeout ?? defaults.idleTimeoutSeconds;
  return {
    jobsPerStart: jobsPerStartAt(jobsPerHour, idle),
    basis: `${jobsPerHour} jobs an hour at random times, idle timeout ${idle} s`,
  };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
