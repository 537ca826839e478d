// What a switch has to show by running: same outputs, the same loads in the same order and once, at the right time;
// and every way the load can fail ends the way of its strategy.
import type { SwitchTarget } from '../../../src/loading/report';
import { commonGround, type Fakeable, type Ground, type Setting } from './ground';
import { isFailure, text } from './outputs';
import type { Prover, RecordedCall, RunResult } from './prover';

export interface Proof {
  /** The file before and the file after. */
  readonly before: string;
  readonly after: string;
  /** The strategy of `after`. */
  readonly to: SwitchTarget;
  /** Dotted names of the calls that load. */
  readonly loads: readonly string[];
  readonly isAsync: boolean;
  /** Before, every job loaded for itself: now one load does for all. */
  readonly perJob?: boolean;
  /** The guard was there before the switch: how well it takes up a broken load is not the switch's doing. */
  readonly ownGuard?: boolean;
  readonly jobs?: readonly object[];
  /** `after` is a worker that starts without its model and refuses every job, as its author wrote it. */
  readonly tolerant?: boolean;
  /** What of the worker may be faked where it cannot run here; nothing when left out. */
  readonly fakeable?: Fakeable;
  /** How many of the moved calls are made to fail, spread over all of them; every one when left out. */
  readonly failures?: number;
}

export interface Verdict {
  /** Empty means proved. */
  readonly faults: readonly string[];
  /** How it was run; undefined when it could not be. */
  readonly how?: How;
}

/** What a proof stands on. */
export interface How extends Setting {
  /** Libraries that were fakes. */
  readonly faked: readonly string[];
  /** Libraries that the worker itself imports and that were real. */
  readonly real: readonly string[];
}

export async function prove(prover: Prover, proof: Proof): Promise<Verdict> {
  const ground = await commonGround(prover, proof);
  if (typeof ground === 'string') return { faults: [ground] };
  const { setting, before } = ground;
  const how = { ...setting, faked: before.faked, real: before.real };
  return { faults: await faultsOf(proof, ground), how };
}

async function faultsOf(proof: Proof, ground: Ground): Promise<string[]> {
  const { run, before, after } = ground;
  const known = { ...proof, loads: ground.loads };
  const faults = [
    ...compare(before, after, known),
    ...(proof.perJob ? onlyOnce(after, known) : timing(before, after, known)),
  ];
  const steps = moved(before, after);
  for (const [call, nth] of spread(steps, proof.failures ?? steps.length)) {
    const fail = [call, nth] as const;
    const ends = {
      before: await run(proof.before, { fail }),
      after: await run(proof.after, { fail }),
    };
    faults.push(...failing(ends, { proof: known, call, steps, normal: { before, after } }));
  }
  if (proof.isAsync) faults.push(...overlapping(await run(proof.after, { overlap: true }), known, after));
  return faults;
}

/** At most `count` items, the first and the last among them. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  const picked = Array.from({ length: count }, (_, at) =>
    Math.round((at * (items.length - 1)) / (count - 1)),
  );
  return items.filter((_, at) => picked.includes(at));
}

function compare(before: RunResult, after: RunResult, { perJob }: Proof): string[] {
  const faults: string[] = [];
  if (text(before.outputs) !== text(after.outputs))
    faults.push(`outputs differ: ${text(before.outputs)} and ${text(after.outputs)}`);
  if (before.exit !== after.exit) faults.push(`exit ${before.exit} became ${after.exit}`);
  const counts = (run: RunResult) => run.calls.map(call => call.path).sort();
  if (!perJob && text(counts(before)) !== text(counts(after))) faults.push('the calls made are not the same');
  if (text(before.concurrency) !== text(after.concurrency))
    faults.push('the concurrency modifier answers differently');
  return faults;
}

/** Loads by phase: what the switch takes from one side of start() it puts on the other, and nothing else moves. */
function timing(before: RunResult, after: RunResult, { loads, to }: Proof): string[] {
  const count = (run: RunResult, phase: string) =>
    run.calls.filter(call => loads.includes(call.path) && call.phase === phase).length;
  const [lazy, warm] = to === 'lazy' ? [after, before] : [before, after];
  const once = count(warm, 'startup') - count(lazy, 'startup');
  if (once <= 0) return ['no load changed its time'];
  const moved = count(lazy, 'job 0') - count(warm, 'job 0');
  if (moved !== once) return [`${once} loads leave the start and ${moved} arrive in the first job`];
  return count(lazy, 'job 1') === count(warm, 'job 1') ? [] : ['the second job loads again'];
}

function onlyOnce(after: RunResult, { loads, to }: Proof): string[] {
  const wanted = to === 'warm' ? 'startup' : 'job 0';
  const made = after.calls.filter(call => loads.includes(call.path));
  return made.every(call => call.phase === wanted) ? [] : [`a load runs outside ${wanted}`];
}

/** Calls whose phase the switch changed, each with its number among the calls of that path. */
function moved(before: RunResult, after: RunResult): [string, number][] {
  const seen = new Map<string, number>();
  const phases = numbered(before.calls);
  const found: [string, number][] = [];
  for (const call of after.calls) {
    const nth = seen.get(call.path) ?? 0;
    seen.set(call.path, nth + 1);
    if (phases.get(`${call.path}#${nth}`) !== call.phase) found.push([call.path, nth]);
  }
  return found;
}

function numbered(calls: readonly RecordedCall[]): Map<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    calls.map(call => {
      const nth = seen.get(call.path) ?? 0;
      seen.set(call.path, nth + 1);
      return [`${call.path}#${nth}`, call.phase];
    }),
  );
}

interface FailedRun {
  readonly proof: Proof;
  readonly call: string;
  /** Everything that the switch moved into the first job. */
  readonly steps: readonly (readonly [string, number])[];
  /** Both variants with nothing failing. */
  readonly normal: Ends;
}

/** Both variants with the same call failing once. */
interface Ends {
  readonly before: RunResult;
  readonly after: RunResult;
}

function failing({ before, after }: Ends, about: FailedRun): string[] {
  const { call, proof, normal } = about;
  const when = `when ${call} fails`;
  if (after.crashed) return [`${when}: ${after.crashed}`];
  if (!after.failed) return [`${when}: it was not called`];
  const tolerated =
    before.started && before.exit === 0 && text(before.outputs) === text(normal.before.outputs);
  if (tolerated) {
    const same = after.started && text(before.outputs) === text(after.outputs);
    if (same) return [];
    // What a worker that tried twice could make good at its second try, a lazy one fails a job for.
    if (proof.to === 'warm') return [`${when}, which was tolerated, the outputs differ`];
  }
  if (proof.tolerant && after.started && after.exit === 0) {
    return after.outputs.every(isFailure) ? [] : [`${when}, jobs are answered without the model`];
  }
  return proof.to === 'warm' ? endsWorker(after, when) : failsOneJob(after, { ...about, when });
}

/** Warm: the worker ends with status 1 and a reason on stderr. */
function endsWorker(run: RunResult, when: string): string[] {
  const faults = run.started ? [`${when}, the worker starts all the same`] : [];
  if (run.exit !== 1) faults.push(`${when}, it exits with ${run.exit}`);
  return run.stderr.trim() === '' ? [...faults, `${when}, stderr says nothing`] : faults;
}

/** Lazy: the first job fails, the second takes up the load where it broke, and answers as ever. */
function failsOneJob(
  run: RunResult,
  { when, call, steps, normal, proof }: FailedRun & { when: string },
): string[] {
  if (!run.started || run.exit !== 0) return [`${when}, the worker ends`];
  const [first, ...later] = run.outputs;
  const faults = isFailure(first) ? [] : [`${when}, the first job answers ${text(first)}`];
  // A second job that gets nowhere even when all is well cannot tell.
  const isDeaf = !normal.after.calls.some(made => made.phase === 'job 1');
  if (proof.ownGuard || isDeaf) return faults;
  const again = new Set(run.calls.filter(made => made.phase === 'job 1').map(made => made.path));
  const rest = steps.slice(steps.findIndex(([path]) => path === call));
  const skipped = rest.find(([path]) => !again.has(path));
  if (skipped) faults.push(`${when}, the second job does without ${skipped[0]}`);
  const expected = normal.after.outputs.slice(1).map(forgetCounters);
  if (text(later.map(forgetCounters)) !== text(expected))
    faults.push(`${when}, later jobs answer ${text(later)}`);
  return faults;
}

/** Numbers that count jobs, or were drawn by chance, differ after a failed one. */
function forgetCounters(output: unknown): unknown {
  return JSON.parse(
    text(output)
      .replace(/:\s*\d+(?=[,}])/g, ':0')
      .replace(/\d{4,}/g, '0'),
  );
}

function overlapping(run: RunResult, { loads }: Proof, normal: RunResult): string[] {
  if (run.crashed) return [`overlapping: ${run.crashed}`];
  const count = (calls: readonly RecordedCall[]) => calls.filter(call => loads.includes(call.path)).length;
  return count(run.calls) === count(normal.calls) ? [] : [`overlapping jobs load ${count(run.calls)} times`];
}
