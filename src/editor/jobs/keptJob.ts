// A job between the list of this session and the file on disk, both ways: the record of an earlier session comes back as
// a job like any other.
import { failureText, handlerFailure } from '../../api/jobFailure';
import type { JobRecord } from '../../state/jobRecord';
import { isTerminal, type Job } from '../../wire/job';
import type { EndpointSubject } from '../subject';
import { finishedJob, type SessionJob, startedJob, updatedJob } from './job';

export function recordOf({ subject, request, sentMs }: SessionJob, job: Job, endedMs?: number): JobRecord {
  const { endpointId, name } = subject;
  const ended = endedMs === undefined ? {} : { endedMs };
  return { jobId: job.id, endpointId, endpointName: name, sentMs, request, job, ...ended };
}

/** The job of a record; one that has not ended is still to be followed. */
export function jobFrom(record: JobRecord, target: EndpointSubject['target']): SessionJob {
  const { job, endpointId, jobId, request, sentMs, endedMs } = record;
  const subject = { target, endpointId, name: record.endpointName ?? endpointId };
  const blank = startedJob(`${target.name}/${endpointId}/${jobId}`, subject, { request, sentMs });
  if (record.lost && !isTerminal(job.status)) return forgotten(blank, job);
  if (!isTerminal(job.status)) return updatedJob(blank, { job, chunks: [], elapsedMs: 0 });
  const isFine = job.status === 'COMPLETED';
  const totalMs = (endedMs ?? sentMs) - sentMs;
  const ended = finishedJob(blank, {
    job,
    timing: { queueMs: job.delayTime, runMs: job.executionTime, totalMs },
    chunks: [],
    reason: isFine ? undefined : failureText(job),
    failure: isFine ? undefined : handlerFailure(job),
  });
  const note = record.outputDropped ? 'Its output was too large to be kept over a restart.' : undefined;
  return { ...ended, snapshot: { ...ended.snapshot, note } };
}

function forgotten(blank: SessionJob, job: Job): SessionJob {
  const failure = { type: undefined, message: 'RunPod no longer knows this job.', traceback: undefined };
  return {
    ...blank,
    snapshot: { ...blank.snapshot, jobId: job.id, phase: 'failed', note: undefined, failure },
  };
}
