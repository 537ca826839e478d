// From evidence to one verdict. Causes are asked in the order of the table, which is the order of what hides what: with
// no endpoint nothing else matters, a crash explains a queue. Certainty outranks the order; a matter of time comes last.
import { redact } from '../base/redact';
import { balanceExhausted, endpointGone, maxWorkersZero, scaledDownInactive } from './causes/account';
import {
  diskFullCause,
  imageMissing,
  imagePrivate,
  imageWrongPlatform,
  killedWhilePulling,
  wrongPython,
} from './causes/image';
import {
  executionTimeout,
  handlerRaised,
  inputEmpty,
  jobExpired,
  outputLost,
  outputTooLarge,
  payloadTooLarge,
} from './causes/job';
import { outOfGpuMemory, outOfMemory, volumeMissing } from './causes/memory';
import {
  blockedLoop,
  noCapacity,
  queueIsLong,
  scalingUp,
  sdkFunnel,
  staleWorkers,
  stillLoading,
  stillPulling,
} from './causes/queue';
import {
  crashLoop,
  fitnessFailed,
  handlerNeverStarted,
  importCrash,
  killedWhileLoading,
  loadCrash,
} from './causes/start';
import { type Evidence, queuedJobs } from './evidence';
import { workerStories } from './story';
import type { Case, Cause, Certainty, Diagnosis, Verdict } from './verdict';

export const causes: readonly Cause[] = [
  endpointGone,
  balanceExhausted,
  scaledDownInactive,
  maxWorkersZero,
  imagePrivate,
  imageMissing,
  imageWrongPlatform,
  wrongPython,
  diskFullCause,
  killedWhilePulling,
  killedWhileLoading,
  outOfGpuMemory,
  outOfMemory,
  volumeMissing,
  fitnessFailed,
  importCrash,
  loadCrash,
  handlerNeverStarted,
  crashLoop,
  payloadTooLarge,
  inputEmpty,
  outputTooLarge,
  outputLost,
  jobExpired,
  blockedLoop,
  executionTimeout,
  handlerRaised,
  sdkFunnel,
  noCapacity,
  staleWorkers,
  stillPulling,
  stillLoading,
  queueIsLong,
  scalingUp,
];

const weight: Readonly<Record<Certainty, number>> = { certain: 0, likely: 1, possible: 2 };

/** Never throws; the same evidence gives the same verdict. */
export function diagnose(evidence: Evidence): Verdict {
  const examined: Case = { evidence, stories: workerStories(evidence) };
  const found = withoutSymptoms(causes.flatMap(cause => diagnosisOf(cause, examined))).sort(byRank);
  const [first, ...others] = found;
  if (!first) return withoutCause(evidence);
  if (first.certainty === 'possible') {
    return { state: 'unsure', summary: unsure(found), diagnosis: undefined, others: found };
  }
  const state = first.waiting ? 'waiting' : 'sick';
  // What is merely possible is what the cause that was found leaves behind.
  const proven = others.filter(({ certainty }) => certainty !== 'possible');
  return { state, summary: first.summary, diagnosis: first, others: proven };
}

function diagnosisOf(cause: Cause, examined: Case): Diagnosis[] {
  const finding = cause.find(examined);
  if (!finding) return [];
  return [{ ...finding, summary: redact(finding.summary), cause: cause.id, title: cause.title }];
}

const symptoms = new Set(causes.filter(({ symptom }) => symptom).map(({ id }) => id));

function withoutSymptoms(found: readonly Diagnosis[]): Diagnosis[] {
  const causing = found.filter(({ cause, certainty }) => !symptoms.has(cause) && certainty !== 'possible');
  return causing.length > 0 ? found.filter(({ cause }) => !symptoms.has(cause)) : [...found];
}

/** A stable sort: within one rank the order of the table holds. */
function byRank(a: Diagnosis, b: Diagnosis): number {
  const patience = Number(a.waiting ?? false) - Number(b.waiting ?? false);
  return patience || weight[a.certainty] - weight[b.certainty];
}

function unsure(candidates: readonly Diagnosis[]): string {
  return `Not sure. What was seen fits: ${candidates.map(({ title }) => title.toLowerCase()).join('; ')}.`;
}

/** Nothing found: well, unless jobs wait, which always has a cause even if it is not in sight. */
function withoutCause(evidence: Evidence): Verdict {
  const waiting = queuedJobs(evidence);
  const none = { diagnosis: undefined, others: [] } as const;
  if (evidence.endpoint === undefined && !evidence.workers && !evidence.health) {
    return {
      ...none,
      state: 'unsure',
      summary: 'Not sure: neither the endpoint nor its workers could be read.',
    };
  }
  if (waiting === 0) return { ...none, state: 'healthy', summary: 'Nothing is wrong that can be seen.' };
  const idle = evidence.workers?.summary.idle ?? 0;
  return idle > 0
    ? {
        ...none,
        state: 'waiting',
        summary: `${waiting} waiting beside ${idle} idle: a worker takes the next job within a second.`,
      }
    : {
        ...none,
        state: 'unsure',
        summary: `Not sure why ${waiting} wait: no worker, log or counter shows a cause.`,
      };
}
