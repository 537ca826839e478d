// One handler under test: detected, switched both ways where that is offered, proved by running, and switched back.
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nodeFiles } from '../../../src/base/nodeFiles';
import { applyEdits } from '../../../src/base/text';
import { detect } from '../../../src/loading/detect';
import { analyse } from '../../../src/loading/detect/analysis';
import { judge } from '../../../src/loading/detect/judge';
import { planSwitch } from '../../../src/loading/planSwitch';
import type { SwitchTarget } from '../../../src/loading/report';
import { type Program, readProgram } from '../../../src/project/program';
import type { Python } from '../../../src/python/parser';
import { type How, prove, type Verdict } from '../prover/proof';
import type { Prover } from '../prover/prover';
import { gained, judge as judgeStyle } from '../pythonStyle';
import { fakeableIn } from './fakeable';
import { projectOf } from './handlers';

/** Enough to see a half-done load at its beginning, in its middle and at its end. */
const failuresTried = 4;

export interface Row {
  readonly path: string;
  readonly strategy: string;
  readonly shape: string;
  readonly reason: string;
  /** By target: `proved`, `unchanged`, `refused: …`, `NOT PROVED: …`. */
  readonly outcome: Partial<Record<SwitchTarget, string>>;
  readonly accepted: readonly Accepted[];
}

/** What was found out about a switch that the tool offers. */
export interface Accepted {
  readonly to: SwitchTarget;
  readonly verdict: string;
  /** The same switch again changes nothing. */
  readonly isIdempotent: boolean;
  /** `same text`, `proved`, or what is wrong. */
  readonly wayBack: string;
  /** What ruff and the compiler say of the files and did not say before. */
  readonly gained: readonly string[];
  readonly how?: How;
}

export interface Bench {
  readonly folder: string;
  /** Copies go here. */
  readonly scratch: string;
  readonly path: string;
  readonly python: Python;
  readonly prover: Prover;
  /** The switches to try; none of them just detects. */
  readonly targets: readonly SwitchTarget[];
}

export async function examine(bench: Bench): Promise<Row> {
  const { folder, path, python } = bench;
  const project = projectOf(folder, path);
  const name = relative(folder, path);
  try {
    const copy = copyOf(bench, project);
    const program = await read(python, join(copy, relative(project, path)));
    if (!program)
      return { path: name, strategy: 'CRASHED', shape: '', reason: 'not read', outcome: {}, accepted: [] };
    const { strategy, shape, reason } = detect(program);
    const outcome: Row['outcome'] = {};
    const job = { ...bench, home: copy };
    const accepted: Accepted[] = [];
    for (const to of bench.targets) {
      const tried = await tryTarget(job, program, to);
      outcome[to] = typeof tried === 'string' ? tried : tried.verdict;
      if (typeof tried !== 'string') accepted.push(tried);
    }
    return { path: name, strategy, shape, reason, outcome, accepted };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      path: name,
      strategy: 'CRASHED',
      shape: '',
      reason: what,
      outcome: { lazy: `CRASHED: ${what}` },
      accepted: [],
    };
  }
}

/** `home` is the copy of the project that the program was read from. */
type Job = Bench & { readonly home: string };

function copyOf({ scratch }: Bench, project: string): string {
  const copy = mkdtempSync(join(scratch, 'one-'));
  cpSync(project, copy, { recursive: true });
  return copy;
}

function read(python: Python, path: string): Promise<Program | undefined> {
  return readProgram(path, { read: file => nodeFiles.read(file), python });
}

interface Switched {
  readonly outcome: string;
  /** The copy in which the plan has been carried out. */
  readonly home?: string;
  readonly after?: Program;
}

async function switched(job: Job, program: Program, to: SwitchTarget): Promise<Switched> {
  const plan = planSwitch(program, to, job.python);
  if (plan.kind === 'unchanged') return { outcome: 'unchanged' };
  if (plan.kind === 'refused') return { outcome: `refused: ${plan.reason}` };
  const copy = mkdtempSync(join(job.scratch, 'w-'));
  cpSync(job.home, copy, { recursive: true });
  for (const { path, edits } of plan.files) {
    const text = program.files.get(path)?.module.text ?? '';
    writeFileSync(join(copy, relative(job.home, path)), applyEdits(text, edits));
  }
  const after = await read(job.python, join(copy, relative(job.home, program.entry.path)));
  return after ? { outcome: 'edits', home: copy, after } : { outcome: 'lost' };
}

async function tryTarget(job: Job, program: Program, to: SwitchTarget): Promise<string | Accepted> {
  const { outcome, home, after } = await switched(job, program, to);
  if (!after || !home) return outcome;
  const again = planSwitch(after, to, job.python);
  const isIdempotent = again.kind === 'unchanged';
  const { faults, how } = await proofOf(job, { before: program, after, to });
  const wayBack = await wayBackOf({ ...job, home }, { before: program, after, to });
  const gained = await gainedBy({ before: program, after, from: job.home, home });
  const verdict = verdictOf(faults, { isIdempotent, wayBack });
  return { to, verdict, isIdempotent, wayBack, gained, ...(how ? { how } : {}) };
}

interface Around {
  readonly isIdempotent: boolean;
  readonly wayBack: string;
}

function verdictOf(faults: readonly string[], { isIdempotent, wayBack }: Around): string {
  if (!isIdempotent) return 'NOT IDEMPOTENT';
  const idle = faults.find(fault => fault.startsWith('not '));
  if (idle) return idle;
  if (faults.length > 0) return `NOT PROVED: ${faults.join('; ')}`;
  if (wayBack === 'same text') return 'proved, same text back';
  return wayBack === 'proved' ? 'proved' : `WAY BACK: ${wayBack}`;
}

interface Pair {
  readonly before: Program;
  readonly after: Program;
  readonly to: SwitchTarget;
}

/** `job.home` holds the program after the switch. */
async function wayBackOf(job: Job, { before, after, to }: Pair): Promise<string> {
  const back: SwitchTarget = to === 'warm' ? 'lazy' : 'warm';
  const returned = await switched(job, after, back);
  if (!returned.after) return returned.outcome;
  if (isSame(before, returned.after)) return 'same text';
  const { faults } = await proofOf(job, { before: after, after: returned.after, to: back });
  return faults.length > 0 ? faults.join('; ') : 'proved';
}

/** Compares each file that the switch touched with what it was, in the copies `from` and `home`. */
async function gainedBy(pair: {
  readonly before: Program;
  readonly after: Program;
  readonly from: string;
  readonly home: string;
}): Promise<string[]> {
  const touched = [...pair.before.files.values()].flatMap(({ path, module }) => {
    const is = join(pair.home, relative(pair.from, path));
    const now = pair.after.files.get(is)?.module.text;
    return now === undefined || now === module.text ? [] : [{ was: path, is }];
  });
  if (touched.length === 0) return ['no file is seen to change'];
  const judgement = await judgeStyle(touched.flatMap(({ was, is }) => [was, is]));
  return touched.flatMap(({ was, is }) => gained(judgement, was, is));
}

function isSame(before: Program, after: Program): boolean {
  const texts = (program: Program) => [...program.files.values()].map(({ module }) => module.text).sort();
  return texts(before).join('\0') === texts(after).join('\0');
}

function proofOf({ prover }: Job, pair: Pair): Promise<Verdict> {
  const analysis = analyse(pair.before);
  const { startup, jobs, handler } = analysis;
  const { strategy } = judge(analysis);
  return prove(prover, {
    before: pair.before.entry.path,
    after: pair.after.entry.path,
    to: pair.to,
    loads: [...new Set([...startup, ...jobs].map(site => site.name))],
    fakeable: fakeableIn(pair.before, pair.after, [...startup, ...jobs]),
    isAsync: handler?.definition.isAsync ?? false,
    ownGuard: strategy === 'hybrid',
    perJob: strategy === 'per-request',
    failures: failuresTried,
  });
}
