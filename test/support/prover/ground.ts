// The conditions under which a worker runs far enough to show when it loads: inputs that it takes, variables and files
// that it wants, and fakes for the parts of it that cannot run here. The same for both variants; all found by running
// the one before the switch, so that nothing the switch broke is papered over.
import { fittingJobs } from './inputs';
import { isFailure } from './outputs';
import type { Proof } from './proof';
import type { Prover, RecordedCall, RunRequest, RunResult } from './prover';

/** Parts are named as the runner names them: `file.py:Class.method`. */
export interface Fakeable {
  /** The switch does not touch it. */
  readonly isUntouched: (part: string) => boolean;
  /** A load happens inside, so that a call of its fake is one. */
  readonly loads: (part: string) => boolean;
  /** Folders that the file's own imports are looked for in. */
  readonly rootsFor: (file: string) => readonly string[];
}

export interface Ground {
  readonly run: (file: string, about?: Partial<RunRequest>) => Promise<RunResult>;
  /** Names of calls that load, faked parts included. */
  readonly loads: readonly string[];
  readonly before: RunResult;
  readonly after: RunResult;
}

const mostFakes = 6;

/** The jobs at hand end before the model is needed, or the load needs what is not here: running proves nothing. */
export const notExercised = 'not exercised: no job gets as far as the load';

/** Answers why there is none, in a few words. */
export async function commonGround(prover: Prover, proof: Proof): Promise<Ground | string> {
  const setting = { generous: false, stubs: [] };
  const plain = await prover.run({
    ...requestFor(proof.before, setting, proof),
    fail: null,
    jobs: [],
    overlap: false,
  });
  let why: string | undefined;
  for (const generous of plain.started && proof.fakeable ? [false, true] : [!plain.started]) {
    const found = await groundWhen(generous, prover, proof);
    if (typeof found !== 'string') return found;
    why ??= found;
    if (found.endsWith('timeout')) break;
  }
  return why ?? notExercised;
}

async function groundWhen(generous: boolean, prover: Prover, proof: Proof): Promise<Ground | string> {
  let why: string | undefined;
  const stubs: string[] = [];
  while (stubs.length <= mostFakes) {
    const found = await attempt(prover, proof, { generous, stubs });
    if (!('why' in found)) return found;
    if (found.fault) return found.why;
    why ??= found.why;
    const part = await inTheWay(found, proof, stubs);
    if (part === undefined) return why;
    stubs.push(part);
  }
  return why ?? notExercised;
}

interface Setting {
  readonly generous: boolean;
  readonly stubs: readonly string[];
}

/** A try that led nowhere. */
interface Stuck {
  readonly why: string;
  readonly run: Ground['run'];
  /** The switch is to blame. */
  readonly fault?: boolean;
  /** When what stands in the way raises. */
  readonly phase: string;
}

async function attempt(prover: Prover, proof: Proof, setting: Setting): Promise<Ground | Stuck> {
  const { stubs } = setting;
  const loads = [...proof.loads, ...stubs.filter(part => proof.fakeable?.loads(part))];
  const wanted = proof.to === 'lazy' && !proof.perJob ? [] : loads;
  const jobs = proof.jobs ?? (await fittingJobs(prover, requestFor(proof.before, setting, proof), wanted));
  const run: Ground['run'] = (file, about) =>
    prover.run({ ...requestFor(file, setting, proof), fail: null, jobs, overlap: false, ...about });
  const before = await run(proof.before);
  const after = await run(proof.after);
  if (before.crashed)
    return { why: `not runnable here: before: ${before.crashed}`, run, phase: '', fault: true };
  const helpless = crash('before', before);
  if (helpless) return { why: `not runnable here: ${helpless}`, run, phase: 'startup' };
  const isLoad = (call: RecordedCall) => call.phase !== 'startup' && loads.includes(call.path);
  const unmoved: Stuck = { why: notExercised, run, phase: 'job 0' };
  if (proof.fakeable && proof.to === 'warm' && !before.calls.some(isLoad)) return unmoved;
  const broken = crash('after', after);
  if (broken && proof.to === 'warm' && before.outputs.every(isFailure) && !proof.jobs)
    return { ...unmoved, why: 'not runnable here: the load fails in every job as well' };
  if (broken) return { ...unmoved, why: broken, fault: true };
  const lazy = proof.to === 'lazy' && !proof.perJob ? after : before;
  return lazy.calls.some(isLoad) ? { run, loads, before, after } : unmoved;
}

function requestFor(file: string, setting: Setting, { fakeable }: Proof) {
  return { file, ...setting, roots: fakeable?.rootsFor(file) ?? [] };
}

/** The part of the worker that raised last and may be faked. */
async function inTheWay(
  { run, phase }: Stuck,
  { before, fakeable }: Proof,
  stubs: readonly string[],
): Promise<string | undefined> {
  if (!fakeable) return undefined;
  const { raised = [] } = await run(before, { watch: true });
  const parts = raised.filter(found => found.phase === phase).map(found => found.where);
  return parts.findLast(part => !stubs.includes(part) && fakeable.isUntouched(part));
}

function crash(which: string, run: RunResult): string | undefined {
  if (run.crashed) return `${which}: ${run.crashed}`;
  return run.started
    ? undefined
    : `${which}: start() was not reached (exit ${run.exit}): ${run.stderr.trim().split('\n').at(-1)}`;
}
