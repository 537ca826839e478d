// Shows the result of a job.
import type { SessionJob } from '../jobs/job';
import { subjectOf } from '../subject';
import type { Command } from './command';

export const jobOpen: Command = ({ panels }, given) => {
  const job = subjectOf<SessionJob>(given);
  if (job) panels.showJob(job.key);
};
