// What a switch has to show by running: same outputs, the same loads in the same order and once, at the right time;
// and every way the load can fail ends the way of its strategy.
import type { SwitchTarget } from '../../../src/loading/report';
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
  readonly jobs?: readonly object[];
}

const threeJobs = ['one', 'two', 'three'].map(word => ({ ...usualInput(word) }));

/** Values for the keys that workers ask for. */
function usualInput(word: string): object {
  const keys = [
    'prompt',
    'text',
    'image',
    'audio',
    'url',
    'query',
    'input',
    'image_url',
    'audio_url',
    'image_base64',
  ];
  return Object.fromEntries(keys.map(key => [key, `${word} ${key}`]));
}

/** The faults found; empty means proved. */
export async function prove(prover: Prover, proof: Proof): Promise<string[]> {
  const jobs = proof.jobs ?? threeJobs;
  const one = (file: string, fail: readonly [string, number] | null) =>
    prover.run({ file, fail, jobs, overlap: false });
  const before = await one(proof.before, null);
  const after = await one(proof.after, null);
  const broken = crash('before', before) ?? crash('after', after);
  if (broken) return [broken];
  const faults = [...compare(before, after), ...timing(after, proof)];
  const steps = moved(before, after);
  for (const [call, nth] of steps) {
    faults.push(...failing(await one(proof.after, [call, nth]), { proof, call, steps, normal: after }));
  }
  if (proof.isAsync)
    faults.push(
      ...overlapping(await prover.run({ file: proof.after, fail: null, jobs, overlap: true }), proof, after),
    );
  return faults;
}

function crash(which: string, run: RunResult): string | undefined {
  if (run.crashed) return `${which}: ${run.crashed}`;
  return run.started
    ? undefined
    : `${which}: start() was not reached (exit ${run.exit}): ${run.stderr.trim().split('\n').at(-1)}`;
}

function compare(before: RunResult, after: RunResult): string[] {
  const faults: string[] = [];
  if (text(before.outputs) !== text(after.outputs))
    faults.push(`outputs differ: ${text(before.outputs)} and ${text(after.outputs)}`);
  if (before.exit !== after.exit) faults.push(`exit ${before.exit} became ${after.exit}`);
  const counts = (run: RunResult) => run.calls.map(call => call.path).sort();
  if (text(counts(before)) !== text(counts(after))) faults.push('the calls made are not the same');
  if (text(before.concurrency) !== text(after.concurrency))
    faults.push('the concurrency modifier answers differently');
  return faults;
}

function timing(after: RunResult, { loads, to }: Proof): string[] {
  const made = after.calls.filter(call => loads.includes(call.path));
  const wanted = to === 'warm' ? 'startup' : 'job 0';
  if (made.length === 0) return ['no load was seen'];
  return made.some(call => call.phase !== wanted)
    ? [`a load ran in ${made.map(call => call.phase).join(', ')} instead of ${wanted}`]
    : [];
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
  readonly normal: RunResult;
}

/** Warm: the worker ends with status 1 and a reason on stderr. Lazy: the first job fails, the others are as ever. */
function failing(run: RunResult, { proof, call, steps, normal }: FailedRun): string[] {
  const when = `when ${call} fails`;
  if (run.crashed) return [`${when}: ${run.crashed}`];
  if (!run.failed) return [`${when}: it was not called`];
  if (proof.to === 'warm') {
    const faults = run.started ? [`${when}, the worker starts all the same`] : [];
    if (run.exit !== 1) faults.push(`${when}, it exits with ${run.exit}`);
    return run.stderr.trim() === '' ? [...faults, `${when}, stderr says nothing`] : faults;
  }
  if (!run.started || run.exit !== 0) return [`${when}, the worker ends`];
  const [first, ...later] = run.outputs;
  const faults = isFailure(first) ? [] : [`${when}, the first job answers ${text(first)}`];
  const expected = normal.outputs.slice(1).map(forgetCounters);
  const again = new Set(run.calls.filter(made => made.phase === 'job 1').map(made => made.path));
  const skipped = steps.find(([path]) => !again.has(path));
  if (skipped) faults.push(`${when}, the second job does without ${skipped[0]}`);
  if (text(later.map(forgetCounters)) !== text(expected))
    faults.push(`${when}, later jobs answer ${text(later)}`);
  return faults;
}

/** Numbers that count jobs differ after a failed one. */
function forgetCounters(output: unknown): unknown {
  return JSON.parse(text(output).replace(/:\s*\d+(?=[,}])/g, ':0'));
}

function overlapping(run: RunResult, { loads }: Proof, normal: RunResult): string[] {
  if (run.crashed) return [`overlapping: ${run.crashed}`];
  const count = (calls: readonly RecordedCall[]) => calls.filter(call => loads.includes(call.path)).length;
  return count(run.calls) === count(normal.calls) ? [] : [`overlapping jobs load ${count(run.calls)} times`];
}

function isFailure(output: unknown): boolean {
  return /"error"/.test(text(output));
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
