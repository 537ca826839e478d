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
import { prove } from '../prover/proof';
import type { Prover } from '../prover/prover';
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
    if (!program) return { path: name, strategy: 'CRASHED', shape: '', reason: 'not read', outcome: {} };
    const { strategy, shape, reason } = detect(program);
    const outcome: Row['outcome'] = {};
    const job = { ...bench, home: copy };
    for (const to of bench.targets) outcome[to] = await tryTarget(job, program, to);
    return { path: name, strategy, shape, reason, outcome };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      path: name,
      strategy: 'CRASHED',
      shape: '',
      reason: what,
      outcome: { lazy: `CRASHED: ${what}` },
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

async function tryTarget(job: Job, program: Program, to: SwitchTarget): Promise<string> {
  const { outcome, home, after } = await switched(job, program, to);
  if (!after || !home) return outcome;
  const again = planSwitch(after, to, job.python);
  if (again.kind !== 'unchanged') return `NOT IDEMPOTENT: ${again.kind}`;
  const faults = await proofOf(job, { before: program, after, to });
  const idle = faults.find(fault => fault.startsWith('not '));
  if (idle) return idle;
  if (faults.length > 0) return `NOT PROVED: ${faults.join('; ')}`;
  const back: SwitchTarget = to === 'warm' ? 'lazy' : 'warm';
  const returned = await switched({ ...job, home }, after, back);
  if (!returned.after) return `NO WAY BACK: ${returned.outcome}`;
  if (isSame(program, returned.after)) return 'proved, same text back';
  const backFaults = await proofOf(job, { before: after, after: returned.after, to: back });
  if (backFaults.length > 0) return `WAY BACK NOT PROVED: ${backFaults.join('; ')}`;
  return 'proved';
}

function isSame(before: Program, after: Program): boolean {
  const texts = (program: Program) => [...program.files.values()].map(({ module }) => module.text).sort();
  return texts(before).join('\0') === texts(after).join('\0');
}

function proofOf(
  { prover }: Job,
  pair: { before: Program; after: Program; to: SwitchTarget },
): Promise<string[]> {
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
