// The numbers Local RunPod lives by, with the platform's values where they are known (runpod docs, measurements).
// All times are milliseconds.

import { type LogQuirks, noQuirks } from './logs/quirks';

export interface Settings {
  /** How long an empty job-take or job-stop poll is held. Older SDKs give up after 30 s. */
  readonly pollHoldMs: number;
  /** How long `/stream` waits for a first chunk. */
  readonly streamHoldMs: number;
  /** How often scaling, timeouts and expiry are looked at. */
  readonly tickMs: number;
  /** A worker that is not ready after this is killed; `RUNPOD_INIT_TIMEOUT` (s) in the template's env wins. */
  readonly initTimeoutMs: number;
  /** Execution timeout of an endpoint that names none. */
  readonly executionTimeoutMs: number;
  readonly jobTtlMs: number;
  /** How often a job is handed out again after its worker died. */
  readonly retryLimit: number;
  /** Failed starts of a worker after which the jobs that wait for it fail with the reason. */
  readonly startAttempts: number;
  /** First pause before a crashed worker is started again; it doubles up to `maxBackoffMs`. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** How long an unhealthy worker without work stays visible. */
  readonly unhealthyKeepMs: number;
  /** The next worker starts when the one before is ready, or after this. */
  readonly startGapMs: number;
  /** SIGTERM to SIGKILL for a worker without a job. */
  readonly stopGraceMs: number;
  /** How long a worker may go on with a job it was told to stop before it is restarted. */
  readonly jobStopGraceMs: number;
  /** How long a result may still be on its way after the worker says it has no job. */
  readonly lostResultGraceMs: number;
  /** Retention of results: `/run` 30 min, `/runsync` 1 min. */
  readonly runKeepMs: number;
  readonly runsyncKeepMs: number;
  /** Sum of workersMax over all endpoints. */
  readonly workersQuota: number;
  /** Of REST v2, as told in RateLimit-Policy; an hour has 50 times, a day 833 times as many. */
  readonly requestsPerMinute: number;
  /** What becomes of a request beyond that, or beyond the limits of the job API: answered all the same, or 429 as on the platform. */
  readonly overQuota: 'answer' | 'refuse';
  /** Heartbeat interval given to workers; at least 1,000. */
  readonly pingIntervalMs: number;
  /** How long a worker is kept frozen for FlashBoot, and how many of an endpoint at most. */
  readonly flashKeepMs: number;
  readonly flashKept: number;
  /** How long a request of a load-balancing endpoint waits for a healthy worker, and how long that may take to answer. */
  readonly balancerWaitMs: number;
  readonly balancerAnswerMs: number;
  /** Pause between two health checks of such a worker. */
  readonly healthCheckMs: number;
  /** Pause between the tries of a webhook. */
  readonly webhookRetryMs: number;
  /** Lines of output a second that are kept of one worker; what is beyond is left out, and says so. */
  readonly logLinesPerSecond: number;
  /** Lines that are kept of one worker. */
  readonly logLinesKept: number;
  readonly logQuirks: LogQuirks;
}

export const defaultSettings: Settings = {
  pollHoldMs: 15_000,
  streamHoldMs: 10_000,
  tickMs: 250,
  initTimeoutMs: 420_000,
  executionTimeoutMs: 600_000,
  jobTtlMs: 86_400_000,
  retryLimit: 2,
  startAttempts: 3,
  backoffMs: 1_000,
  maxBackoffMs: 30_000,
  unhealthyKeepMs: 120_000,
  startGapMs: 3_000,
  stopGraceMs: 5_000,
  jobStopGraceMs: 10_000,
  lostResultGraceMs: 2_000,
  runKeepMs: 1_800_000,
  runsyncKeepMs: 60_000,
  workersQuota: 100,
  requestsPerMinute: 600,
  overQuota: 'answer',
  pingIntervalMs: 5_000,
  flashKeepMs: 300_000,
  flashKept: 2,
  balancerWaitMs: 120_000,
  balancerAnswerMs: 330_000,
  healthCheckMs: 500,
  webhookRetryMs: 10_000,
  logLinesPerSecond: 1_000,
  logLinesKept: 10_000,
  logQuirks: noQuirks,
};
