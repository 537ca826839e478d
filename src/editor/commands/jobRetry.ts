// Queues a job again: the same id where the platform still has it, so that its history stays one.
import type { SessionJob } from '../jobs/job';
import { subjectOf } from '../subject';
import type { Command } from './command';

export const jobRetry: Command = async ({ jobs, panels, settings }, given) => {
  const job = subjectOf<SessionJob>(given);
  if (!job) return undefined;
  const timeoutMs = settings.get('runpod.job.timeoutSeconds') * 1000;
  const { key, result } = jobs.retry(job, timeoutMs);
  panels.showJob(key);
  return result;
};
