// Gathers what the doctor looks at, each piece on its own: a piece that cannot be had is left out and the verdict says
// less, but there is always one. Nothing is changed on the endpoint.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { isAppError, isCancelled } from '../base/errors';
import { diagnose } from '../doctor/diagnose';
import type {
  AccountEvidence,
  Evidence,
  ImageEvidence,
  JobEvidence,
  ProjectFinding,
  Sighting,
} from '../doctor/evidence';
import type { Verdict } from '../doctor/verdict';
import { openHistory } from '../logs/capture/history';
import type { LogLine } from '../logs/line';
import type { Endpoint } from '../wire/endpoint';
import type { Job } from '../wire/job';
import { catchUpLogs } from './tailLogs';

export interface DiagnoseOptions {
  readonly endpointId: string;
  /** The jobs that matter, newest last, with what is known of how they were sent. One with a status is not asked again. */
  readonly jobs?: readonly (Pick<JobEvidence, 'id' | 'submittedAt' | 'sent' | 'refused'> &
    Partial<JobEvidence>)[];
  /** Earlier polls, oldest first. */
  readonly sightings?: readonly Sighting[];
  /** Where lines of earlier sessions are kept, also of workers that are gone. */
  readonly logFolder?: string | undefined;
  readonly project?: readonly ProjectFinding[];
}

export interface DiagnoseDeps {
  readonly clock: Clock;
  /** Looks into the registry; left out where that is not wanted. */
  readonly readImage?: ((reference: string, signal: AbortSignal) => Promise<ImageEvidence>) | undefined;
}

export interface Diagnosed {
  readonly evidence: Evidence;
  readonly verdict: Verdict;
}

const tail = 500;
const capturedBytes = 128 * 1024;

/** Throws only `cancelled`, and `unauthorized` when the key may read nothing at all. */
export async function diagnoseEndpoint(
  cloud: Cloud,
  options: DiagnoseOptions,
  deps: DiagnoseDeps,
  signal: AbortSignal,
): Promise<Diagnosed> {
  const { endpointId, jobs = [], sightings = [], project = [] } = options;
  const [endpoint, health, workers, releases, account] = await Promise.all([
    endpointOrGone(cloud, endpointId, signal),
    optional(cloud.jobs.health(endpointId, signal)),
    optional(cloud.endpoints.workers(endpointId, signal)),
    optional(cloud.endpoints.releases(endpointId, signal)),
    optional(accountOf(cloud, signal)),
  ]);
  const image = endpoint === 'gone' ? undefined : endpoint?.image;
  const [captured, log, askedJobs, imageSeen] = await Promise.all([
    optional(capturedLog(options)),
    endpoint === 'gone' ? undefined : optional(logOf(cloud, endpointId, deps.clock, signal)),
    Promise.all(jobs.map(job => jobEvidence(cloud, endpointId, job, signal))),
    image && deps.readImage ? optional(deps.readImage(image, signal)) : undefined,
  ]);
  const evidence: Evidence = {
    takenAt: deps.clock.now(),
    endpointId,
    endpoint,
    health,
    workers,
    releases,
    log: merged(captured ?? [], log ?? []),
    sightings,
    jobs: askedJobs,
    account,
    image: imageSeen,
    project,
  };
  return { evidence, verdict: diagnose(evidence) };
}

async function endpointOrGone(
  cloud: Cloud,
  id: string,
  signal: AbortSignal,
): Promise<Endpoint | 'gone' | undefined> {
  try {
    return await cloud.endpoints.get(id, signal);
  } catch (error) {
    if (isAppError(error, 'not-found')) return 'gone';
    if (isCancelled(error) || isAppError(error, 'unauthorized')) throw error;
    return undefined;
  }
}

async function accountOf(cloud: Cloud, signal: AbortSignal): Promise<AccountEvidence> {
  const { clientBalance, currentSpendPerHr } = await cloud.account.myself(signal);
  return { balance: clientBalance ?? undefined, spendPerHour: currentSpendPerHr ?? undefined };
}

async function logOf(
  cloud: Cloud,
  endpointId: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<LogLine[]> {
  const items = await catchUpLogs(cloud, { endpointId, tail }, { clock }, signal);
  return items.flatMap(item => ('gap' in item ? [] : [item]));
}

/** The end of what was kept of every worker. */
async function capturedLog({ logFolder, endpointId }: DiagnoseOptions): Promise<LogLine[]> {
  if (logFolder === undefined) return [];
  const history = await openHistory(logFolder, endpointId);
  try {
    const items = await history.newest(capturedBytes);
    return items.flatMap(item => ('gap' in item ? [] : [item]));
  } finally {
    await history.close();
  }
}

async function jobEvidence(
  cloud: Cloud,
  endpointId: string,
  known: NonNullable<DiagnoseOptions['jobs']>[number],
  signal: AbortSignal,
): Promise<JobEvidence> {
  const { status } = known;
  if (known.refused !== undefined) return { ...known, status: 'REFUSED' };
  if (status !== undefined) return { ...known, status };
  try {
    return { ...known, ...seen(await cloud.jobs.status(endpointId, known.id, signal)) };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { ...known, status: isAppError(error, 'not-found') ? 'FORGOTTEN' : 'UNKNOWN' };
  }
}

/** A job of the job API as evidence. */
export function seen(job: Job): JobEvidence {
  const { id, status, executionTime, workerId, retries, error, output } = job;
  return {
    id,
    status,
    executionMs: executionTime,
    workerId,
    retries,
    error: error === undefined ? undefined : typeof error === 'string' ? error : JSON.stringify(error),
    output: output === undefined || output === null ? 'absent' : 'present',
  };
}

/** Captured lines first; a line that both have is kept once. */
function merged(captured: readonly LogLine[], fresh: readonly LogLine[]): LogLine[] {
  const key = ({ workerId, ts, source, line }: LogLine) => `${workerId} ${ts} ${source} ${line}`;
  const known = new Set(captured.map(key));
  return [...captured, ...fresh.filter(line => !known.has(key(line)))].sort((a, b) =>
    a.ts.localeCompare(b.ts),
  );
}

/** What a read gives, or undefined when it fails for any reason but a cancel. */
async function optional<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined;
  }
}
