// The conditions under which a worker runs far enough to show when it loads: inputs that it takes, variables and files
// that it wants, and fakes for the parts of it that cannot run here. The same for both variants; all found by running
// the one before the switch, so that nothing the switch broke is papered over.
import { fittingJobs } from './inputs';
import { isFailure } from './outputs';
import type { Proof } from './proof';
import type { Prover, RecordedCall, RunRequest, RunResult } from './prover';
import { type Given, search } from './search';

/** Parts are named as the runner names them: `file.py:Class.method`. */
export interface Fakeable {
  /** The switch does not touch it. */
  readonly isUntouched: (part: string) => boolean;
  /** A load happens inside, so that a call of its fake is one. */
  readonly loads: (part: string) => boolean;
  /** The parts that load, the innermost first. */
  readonly loading: readonly string[];
  /** Folders that the file's own imports are looked for in. */
  readonly rootsFor: (file: string) => readonly string[];
}

/** What had to be done for the worker to run here. */
export interface Setting {
  readonly generous: boolean;
  /** Parts of the worker's own that were faked. */
  readonly stubs: readonly string[];
  /** What was found by searching, where no usual input led to the load. */
  readonly given?: Given;
}

export interface Ground {
  readonly run: (file: string, about?: Partial<RunRequest>) => Promise<RunResult>;
  /** Names of calls that load, faked parts included. */
  readonly loads: readonly string[];
  readonly before: RunResult;
  readonly after: RunResult;
  readonly setting: Setting;
}

const mostFakes = 6;

/** The jobs at hand end before the model is needed, or the load needs what is not here: running proves nothing. */
export const notExercised = 'not exercised: no job gets as far as the load';

/** Answers why there is none, in a few words. Fakes of the worker's own parts come last. */
export async function commonGround(prover: Prover, proof: Proof): Promise<Ground | string> {
  const plain = await prover.run({
    ...requestFor(proof.before, { generous: false, stubs: [] }, proof),
    fail: null,
    jobs: [],
    overlap: false,
  });
  const [first, second] = [!plain.started, plain.started];
  const ways = proof.fakeable ? everyWay(first, second) : [{ generous: first, searching: false, fakes: 0 }];
  let why: string | undefined;
  for (const way of ways) {
    const found = await groundWhen(way, prover, proof);
    if (typeof found !== 'string') return found;
    why ??= found;
    if (found.startsWith('!')) return found.slice(1);
  }
  return why ?? notExercised;
}

function everyWay(first: boolean, second: boolean): Way[] {
  return [0, mostFakes].flatMap(fakes =>
    [false, true].flatMap(searching => [first, second].map(generous => ({ generous, searching, fakes }))),
  );
}

interface Way {
  readonly generous: boolean;
  readonly searching: boolean;
  /** How many parts of the worker may be faked, before searching. */
  readonly fakes: number;
}

/** A reason that starts with `!` is final. Parts are faked one by one, as they stand in the way. */
async function groundWhen(way: Way, prover: Prover, proof: Proof): Promise<Ground | string> {
  let why: string | undefined;
  const stubs: string[] = [];
  for (;;) {
    const found = await attempt(prover, proof, { generous: way.generous, stubs: [...stubs] });
    if (!('why' in found)) return found;
    if (found.fault) return `!${found.why}`;
    why ??= found.why;
    const part = stubs.length < way.fakes ? await inTheWay(found, proof, stubs) : undefined;
    if (part === undefined) break;
    stubs.push(part);
  }
  if (!way.searching) return why;
  const setting = { generous: way.generous, stubs };
  const given = await search(prover, requestFor(proof.before, setting, proof), wantedBy(proof, stubs));
  const found = await attempt(prover, proof, { ...setting, given });
  if (!('why' in found)) return found;
  return found.fault ? `!${found.why}` : why;
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

function loadsWith(proof: Proof, stubs: readonly string[]): readonly string[] {
  return [...proof.loads, ...stubs.filter(part => proof.fakeable?.loads(part))];
}

/** The calls that the first job has to make. */
function wantedBy(proof: Proof, stubs: readonly string[]): readonly string[] {
  return proof.to === 'lazy' && !proof.perJob ? [] : loadsWith(proof, stubs);
}

async function attempt(prover: Prover, proof: Proof, setting: Setting): Promise<Ground | Stuck> {
  const { stubs, given } = setting;
  const loads = loadsWith(proof, stubs);
  const request = requestFor(proof.before, setting, proof);
  const jobs = proof.jobs ?? given?.jobs ?? (await fittingJobs(prover, request, wantedBy(proof, stubs)));
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
  return lazy.calls.some(isLoad) ? { run, loads, before, after, setting } : unmoved;
}

function requestFor(file: string, { generous, stubs, given }: Setting, { fakeable }: Proof) {
  const { env = {}, absent = [], document } = given ?? {};
  const roots = fakeable?.rootsFor(file) ?? [];
  return { file, generous, stubs, roots, env, absent, ...(document ? { document } : {}) };
}

/** The part of the worker that raised last and may be faked; if none did, one that loads. */
async function inTheWay(
  { run, phase }: Stuck,
  { before, fakeable }: Proof,
  stubs: readonly string[],
): Promise<string | undefined> {
  if (!fakeable) return undefined;
  const { raised = [] } = await run(before, { watch: true });
  const parts = raised.filter(found => found.phase === phase).map(found => found.where);
  const isNew = (part: string) => !stubs.includes(part) && fakeable.isUntouched(part);
  return parts.findLast(isNew) ?? fakeable.loading.find(isNew);
}

function crash(which: string, run: RunResult): string | undefined {
  if (run.crashed) return `${which}: ${run.crashed}`;
  return run.started
    ? undefined
    : `${which}: start() was not reached (exit ${run.exit}): ${run.stderr.trim().split('\n').at(-1)}`;
}
