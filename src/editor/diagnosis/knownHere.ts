// What this window knows beside what the platform says, for the doctor: jobs that were sent from here, lines of logs that
// were kept, problems of the worker folder.
import type { JobEvidence, ProjectFinding } from '../../doctor/evidence';
import type { DiagnoseOptions } from '../../flows/diagnose';
import type { SessionJob } from '../jobs/job';
import type { Services } from '../services';
import type { EndpointSubject } from '../subject';

export type KnownFrom = Pick<Services, 'home' | 'jobs' | 'workers'>;

const longestPath = 3;

/** `asked`: the job that somebody asks about. */
export async function knownHere(
  from: KnownFrom,
  subject: EndpointSubject,
  asked?: SessionJob,
): Promise<Omit<DiagnoseOptions, 'endpointId'>> {
  const { logFolder } = await import('../../flows/tailLogsFolder');
  return {
    jobs: jobsOf(from, subject, asked),
    logFolder: logFolder(await from.home.stateFolder(), subject.target),
    project: projectOf(from),
  };
}

/** The job asked about, else those that wait or run and the last one; oldest first. */
function jobsOf({ jobs }: KnownFrom, { endpointId }: EndpointSubject, asked: SessionJob | undefined) {
  const own = jobs.all.filter(job => job.subject.endpointId === endpointId);
  const open = own.filter(({ snapshot: { phase } }) => phase === 'queued' || phase === 'running');
  const chosen = asked ? [asked] : [...new Set([...own.slice(0, 1), ...open])];
  return chosen.reverse().flatMap(evidenceOf);
}

function evidenceOf({ request, sentMs, snapshot }: SessionJob): (Partial<JobEvidence> & { id: string })[] {
  if (snapshot.jobId === undefined) return [];
  const input =
    typeof request === 'object' && request !== null && 'input' in request ? request.input : undefined;
  const isEmpty = typeof input === 'object' && input !== null && Object.keys(input).length === 0;
  const sent = {
    bytes: Buffer.byteLength(JSON.stringify(request) ?? ''),
    input: input === undefined ? ('missing' as const) : isEmpty ? ('empty' as const) : ('given' as const),
  };
  return [{ id: snapshot.jobId, submittedAt: sentMs, sent }];
}

/** Problems of the workers of this workspace; a verdict shows those that belong to its cause. */
function projectOf({ workers }: KnownFrom): ProjectFinding[] {
  return (workers.all ?? []).flatMap(({ diagnostics }) =>
    diagnostics.map(({ code, message, path, range }) => ({
      code,
      message,
      path: path.split(/[\\/]/).slice(-longestPath).join('/'),
      line: range.start.line,
    })),
  );
}
