// Says why an endpoint or a job is stuck, in a panel. What this window knows of its jobs, logs and folder goes along.
import { systemClock } from '../../base/clock';
import type { JobEvidence, ProjectFinding } from '../../doctor/evidence';
import { logFolder } from '../../flows/tailLogsFolder';
import { EndpointDiagnosis } from '../diagnosis/diagnosis';
import type { SessionJob } from '../jobs/job';
import { filesIn, openLinked } from '../logs/linkedFiles';
import type { Services } from '../services';
import { type EndpointSubject, subjectOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

const longestPath = 3;

export const endpointDiagnose: Command = async (services, given) => {
  const job = jobOf(subjectOf(given));
  const subject = job?.subject ?? (await chooseEndpoint(services, given, 'Diagnose Endpoint'));
  const diagnosis = new EndpointDiagnosis(subject, {
    clock: systemClock,
    known: async () => ({
      jobs: jobsOf(services, subject, job),
      logFolder: logFolder(await services.home.stateFolder(), subject.target),
      project: projectOf(services),
    }),
    filesIn: text => filesIn(services.workers, text),
    openFile: ({ path, line }) => void openLinked(services.workers, path, line),
  });
  services.panels.showDiagnosis(diagnosis);
  return diagnosis.look();
};

/** The job of the tree item, where it is one. */
function jobOf(subject: unknown): SessionJob | undefined {
  return typeof subject === 'object' && subject !== null && 'snapshot' in subject
    ? (subject as SessionJob)
    : undefined;
}

/** The job asked about, else those that wait or run and the last one; oldest first. */
function jobsOf({ jobs }: Services, { endpointId }: EndpointSubject, asked: SessionJob | undefined) {
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
function projectOf({ workers }: Services): ProjectFinding[] {
  return (workers.all ?? []).flatMap(({ diagnostics }) =>
    diagnostics.map(({ code, message, path, range }) => ({
      code,
      message,
      path: path.split(/[\\/]/).slice(-longestPath).join('/'),
      line: range.start.line,
    })),
  );
}
