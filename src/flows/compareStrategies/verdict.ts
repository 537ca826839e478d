// From figures and expectations to a sentence: which strategy to take, and what it costs. Pure; whatever is assumed
// is said beside it.
import { count, duration } from '../../base/words';
import type {
  Compared,
  Comparison,
  ComparisonVerdict,
  Expectations,
  Spread,
  VariantFigures,
} from '../../protocol/comparison';

/** Below this, warm is at risk: a slower disk, the pull of the image and a busy host come on top. */
const comfortable = 2;
/** A difference that nobody would notice in a job. */
const noticeableMs = 50;

interface Case {
  readonly current: string;
  readonly warm: VariantFigures;
  readonly lazy: VariantFigures;
  readonly expected: Expectations;
}

type Judged = Pick<ComparisonVerdict, 'advice' | 'sentence'>;

/** Undefined until both variants were measured, or have failed, and one of them answered. */
export function verdictOf(
  { current, variants }: Pick<Comparison, 'current' | 'variants'>,
  expected: Expectations,
): ComparisonVerdict | undefined {
  const warm = variants.find(({ strategy }) => strategy === 'warm');
  const lazy = variants.find(({ strategy }) => strategy === 'lazy');
  if (!warm || !lazy) return undefined;
  const one: Case = { current, warm, lazy, expected };
  const judged = failed(one) ?? tooSlow(one) ?? byCost(one);
  return judged && { ...judged, reasons: reasonsOf(one), assumptions: assumptionsOf(one) };
}

function failed({ current, warm, lazy }: Case): Judged | undefined {
  if (warm.failure !== undefined && lazy.failure !== undefined) return undefined;
  const told = (broken: VariantFigures, advice: Compared) => ({
    advice,
    sentence: `${capital(broken.strategy)} did not work: ${full(broken.failure?.split('\n', 1)[0] ?? '')} ${capital(advice)} did: ${keep(current, advice)}.`,
  });
  if (warm.failure !== undefined) return told(warm, 'lazy');
  return lazy.failure === undefined ? undefined : told(lazy, 'warm');
}

/** What RunPod would kill comes before what anything costs. */
function tooSlow({ current, warm, lazy, expected }: Case): Judged | undefined {
  const readyMs = slowest(warm.ready);
  const { initTimeoutMs, executionTimeoutMs } = expected;
  if (readyMs !== undefined && readyMs >= initTimeoutMs) {
    const sentence = `Warm needs ${duration(readyMs)} to become ready, and RunPod kills a worker after ${duration(initTimeoutMs)}: ${keep(current, 'lazy')}, or raise RUNPOD_INIT_TIMEOUT.`;
    return { advice: 'lazy', sentence };
  }
  const firstMs = slowest(lazy.firstJob);
  if (firstMs !== undefined && firstMs >= executionTimeoutMs) {
    const sentence = `The first job of a lazy worker takes ${duration(firstMs)}, and the endpoint ends jobs after ${duration(executionTimeoutMs)}: ${keep(current, 'warm')}.`;
    return { advice: 'warm', sentence };
  }
  if (readyMs === undefined || initTimeoutMs / readyMs >= comfortable) return undefined;
  const sentence = `Warm fits in the init timeout with only ${times(initTimeoutMs / readyMs)} to spare, before the pull of the image: ${keep(current, 'lazy')}, or raise RUNPOD_INIT_TIMEOUT.`;
  return { advice: 'lazy', sentence };
}

function byCost({ current, warm, lazy, expected }: Case): Judged | undefined {
  if (!warm.firstJob || !lazy.firstJob || !warm.ready) return undefined;
  const costMs = lazy.firstJob.median - warm.firstJob.median;
  const spare = times(expected.initTimeoutMs / (slowest(warm.ready) ?? 1));
  const fits = `warm fits in the init timeout with ${spare} to spare`;
  if (costMs <= Math.max(noticeableMs, jitter(warm.firstJob), jitter(lazy.firstJob))) {
    const sentence = `The first job of a worker takes as long either way (${duration(warm.firstJob.median)} warm, ${duration(lazy.firstJob.median)} lazy), and ${fits}: leave it as it is.`;
    return { advice: 'either', sentence };
  }
  const share = expected.jobsPerStart < 1.5 ? 'nearly every job' : `1 job in ${shown(expected.jobsPerStart)}`;
  return {
    advice: 'warm',
    sentence: `Lazy costs you ${duration(costMs)} on ${share}; ${fits}: ${keep(current, 'warm')}.`,
  };
}

function reasonsOf({ warm, lazy, expected }: Case): string[] {
  const reasons: string[] = [];
  if (warm.ready && lazy.ready) {
    reasons.push(
      `A worker is ready after ${duration(warm.ready.median)} warm, ${duration(lazy.ready.median)} lazy.`,
    );
  }
  if (warm.coldAnswer && lazy.coldAnswer) {
    reasons.push(
      `A job that finds no worker has its result after ${duration(warm.coldAnswer.median)} warm, ${duration(lazy.coldAnswer.median)} lazy.`,
    );
  }
  if (warm.firstJob && lazy.firstJob) {
    const extraMs = lazy.firstJob.median - warm.firstJob.median;
    if (extraMs > noticeableMs) {
      const average = duration(extraMs / expected.jobsPerStart);
      reasons.push(`Over all jobs, lazy costs ${average} per job on average.`);
    }
  }
  return reasons;
}

function assumptionsOf({ warm, lazy, expected }: Case): string[] {
  const { initTimeoutMs, jobsPerStart, basis } = expected;
  const starts = Math.max(warm.ready?.samples.length ?? 0, lazy.ready?.samples.length ?? 0);
  return [
    `The init timeout is ${duration(initTimeoutMs)}. On RunPod the pull of the image counts against it; here it does not.`,
    `One job in ${shown(jobsPerStart)} is the first of a new worker (${basis}).`,
    `Measured on this machine, with its processor and its disk, over ${count(starts, 'cold start')} of each variant in turn, after one start that is not counted. Every worker starts with an empty home folder.`,
  ];
}

/**
 * How many jobs a worker gets before it is let go of, when jobs come at random at a steady rate: each finds the worker
 * gone if the pause before it was longer than the idle timeout.
 */
export function jobsPerStartAt(jobsPerHour: number, idleTimeoutSeconds: number): number {
  return Math.min(1e6, Math.exp((jobsPerHour * idleTimeoutSeconds) / 3600));
}

function keep(current: string, advice: Compared): string {
  return current === advice || (current === 'hybrid' && advice === 'warm')
    ? `keep ${current}`
    : `switch to ${advice}`;
}

function slowest(spread: Spread | undefined): number | undefined {
  return spread && Math.max(...spread.samples);
}

/** Half of the range: two medians that lie closer than this are the same. */
function jitter({ samples }: Spread): number {
  return (Math.max(...samples) - Math.min(...samples)) / 2;
}

function times(factor: number): string {
  return `${factor < 9.95 ? factor.toFixed(1).replace(/\.0$/, '') : Math.round(factor)}×`;
}

function shown(many: number): string {
  return many < 9.95 ? String(Math.round(many * 10) / 10) : Math.round(many).toLocaleString('en');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function full(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
