// Cancels a job here and on the platform.
import type { SessionJob } from '../jobs/job';
import { subjectOf } from '../subject';
import type { Command } from './command';

export const jobCancel: Command = ({ jobs }, given) => {
  const job = subjectOf<SessionJob>(given);
  if (job) jobs.cancel(job.key);
};
