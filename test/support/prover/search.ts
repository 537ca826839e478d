// Finds what a worker has to be given to get as far as its load, where no usual input does: fields of the job, variables,
// modules that are not there. One value is tried at a time, and kept when more of the worker runs with it than without.
import { encoded, words } from './inputs';
import { isFailure } from './outputs';
import type { Prover, RunRequest, RunResult } from './prover';

/** What the worker is given. */
export type Given = Required<Pick<RunRequest, 'jobs' | 'env' | 'absent' | 'document'>>;

/** A value for each job, by its word. */
type Candidate = (word: string) => unknown;

const missing: Candidate = () => undefined;
const samples = (key: string): readonly Candidate[] => [
  word => encoded(word)(key),
  () => true,
  () => 1,
  word => [encoded(word)(key)],
  word => [{ '*': word }],
  word => ({ '*': word }),
  word => `https://example.com/${word}.png`,
  word => `s3://bucket/${word}.png`,
  missing,
  () => false,
];
const variables: readonly Candidate[] = ['1', '/models/sample', ''].map(text => () => text);

const mostRuns = 120;
/** Tries to get a job right that has reached the load already. */
const mostRepairs = 25;

/** Runs that do not end cost seconds each. */
const mostEndless = 2;

type Request = Pick<RunRequest, 'file' | 'generous' | 'stubs' | 'roots'>;
type Values = ReadonlyMap<string, Candidate>;

interface Try {
  readonly values: Values;
  readonly run: RunResult;
  /** More is better, the first first. */
  readonly merit: readonly number[];
}

/** `wanted`: calls of which the first job has to make one; without any, the worker has to start. */
export async function search(prover: Prover, request: Request, wanted: readonly string[]): Promise<Given> {
  const tried = new Set<string>();
  const tryOut = async (values: Values): Promise<Try> => {
    const given = givenBy(values);
    const jobs = given.jobs.slice(0, 1).map(job => ({ ...job, noting: true }));
    const run = await prover.run({ ...request, ...given, jobs, fail: null, overlap: false, explore: true });
    return { values, run, merit: meritOf(run, wanted) };
  };
  let best = await tryOut(new Map());
  let repairs = 0;
  let endless = 0;
  for (let runs = 1; runs < mostRuns && repairs < mostRepairs && endless < mostEndless; runs++) {
    if (best.merit[0] && best.merit[3]) break;
    if (best.merit[0]) repairs++;
    const next = nextOf(best, tried);
    if (!next) break;
    const found = await tryOut(next);
    if (found.run.crashed) endless++;
    if (isBetter(found, best)) best = found;
  }
  return givenBy(best.values);
}

/** The load is reached, the worker starts, lines run, the job does not fail. */
function meritOf(run: RunResult, wanted: readonly string[]): readonly number[] {
  if (run.crashed) return [0, 0, 0, 0];
  const reached = run.calls.filter(call => call.phase === 'job 0' && wanted.includes(call.path));
  const isThere = wanted.length > 0 ? reached.length > 0 : run.started;
  const fails = !run.started || run.outputs.some(isFailure);
  const lines = run.lines - (run.raised?.length ?? 0);
  return [isThere ? 1 : 0, run.started ? 1 : 0, lines, fails ? 0 : 1];
}

function isBetter({ merit }: Try, than: Try): boolean {
  const at = merit.findIndex((value, index) => value !== than.merit[index]);
  return at >= 0 && (merit[at] ?? 0) > (than.merit[at] ?? 0);
}

/** What was asked for last stands in the way most likely; modules are taken away only when nothing else helps. */
function nextOf({ values, run }: Try, tried: Set<string>): Values | undefined {
  const asked = Object.entries(run.asked ?? {}).reverse();
  const modules = [...(run.faked ?? [])].reverse().map(name => [`import ${name}`, []] as const);
  for (const [key, compared] of [...asked, ...modules]) {
    for (const [at, candidate] of candidatesFor(key, compared).entries()) {
      const name = `${key} ${at < compared.length ? compared[at] : `#${at - compared.length}`}`;
      if (tried.has(name)) continue;
      tried.add(name);
      return new Map([...values, [key, candidate]]);
    }
  }
  return undefined;
}

function candidatesFor(key: string, compared: readonly string[]): readonly Candidate[] {
  if (key.startsWith('import ')) return [missing];
  return [...compared.map(word => () => word), ...(key.startsWith('$') ? variables : samples(key))];
}

function givenBy(values: Values): Given {
  const named = [...values];
  const fields = named.filter(([key]) => !/^(?:\$|import )/.test(key));
  const lacking = fields.filter(([, candidate]) => candidate === missing).map(([key]) => key);
  const input = (word: string) => ({
    '*': word,
    '-': lacking,
    ...Object.fromEntries(
      fields.filter(([key]) => !lacking.includes(key)).map(([key, candidate]) => [key, candidate(word)]),
    ),
  });
  const environment = named.filter(([key]) => key.startsWith('$'));
  return {
    jobs: words.map(input),
    document: { agree: 0, ...input('sample') },
    env: Object.fromEntries(environment.map(([key, candidate]) => [key.slice(1), String(candidate(''))])),
    absent: named.flatMap(([key]) => (key.startsWith('import ') ? [key.slice('import '.length)] : [])),
  };
}
