// Opens the logs of a job's endpoint at what went wrong with it, else at its first line.
import type { SessionJob } from '../jobs/job';
import { subjectOf } from '../subject';
import type { Command } from './command';

export const jobShowLogs: Command = ({ panels }, given) => {
  const job = subjectOf<SessionJob>(given);
  if (job) panels.showLogs({ ...job.subject, workerId: undefined }, { jobId: job.snapshot.jobId });
};
