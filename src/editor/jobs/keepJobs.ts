// Jobs sent from the editor are kept where the command line keeps its own, so that `runpod-worker-dev jobs` finds them
// after a restart. A disk that refuses does not fail the job; it is told in the log.
import type { Logger } from '../../base/log';
import type { JobRecord, JobShelf } from '../../state/jobRecord';
import type { EndpointSubject } from '../subject';

export type KeepJob = (subject: EndpointSubject, record: JobRecord) => Promise<void>;

export interface KeepJobsOptions {
  readonly stateFolder: () => Promise<string>;
  readonly log: Logger;
  /** Values that are never kept. */
  readonly secrets: () => Iterable<string>;
}

export function keepJobs({ stateFolder, log, secrets }: KeepJobsOptions): KeepJob {
  const shelves = new Map<string, Promise<JobShelf>>();
  const open = async (target: string) => {
    const { jobFiles } = await import('../../flows/adapters/jobFiles');
    return jobFiles({ stateFolder: await stateFolder(), target, secrets });
  };
  return async ({ target: { name } }, record) => {
    try {
      const shelf = shelves.get(name) ?? open(name);
      shelves.set(name, shelf);
      await (await shelf).save(record);
    } catch (error) {
      log.warn(
        `Job ${record.jobId} could not be kept on disk: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
}
