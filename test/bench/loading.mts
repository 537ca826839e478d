// Drives the loading room over a folder of handlers: detected, switched, proved by running, refused with reasons,
// crashed. `npx tsx test/bench/loading.ts [FOLDER] [--json] [--list]`; without a folder, over our own fixtures. The
// folder is only read: everything runs on copies, fenced from network, programs and other files.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { nodeFiles } from '../../src/base/nodeFiles';
import { applyEdits } from '../../src/base/text';
import { detect } from '../../src/loading/detect';
import { analyse } from '../../src/loading/detect/analysis';
import { judge } from '../../src/loading/detect/judge';
import { planSwitch } from '../../src/loading/planSwitch';
import type { SwitchTarget } from '../../src/loading/report';
import { type Program, readProgram } from '../../src/project/program';
import { fixturesFolder } from '../support/loading';
import { prove } from '../support/prover/proof';
import { Prover } from '../support/prover/prover';
import { testPython } from '../support/python';
import { sdkEnvironment } from '../support/pythonEnvironments';

interface Row {
  readonly path: string;
  strategy: string;
  shape: string;
  /** By target: `proved`, `unchanged`, `refused: …`, `NOT PROVED: …`. */
  readonly outcome: Partial<Record<SwitchTarget, string>>;
}

const python = await testPython();
const scratch = mkdtempSync(join(tmpdir(), 'bench-loading-'));
const args = process.argv.slice(2);
const folder = resolve(args.find(arg => !arg.startsWith('--')) ?? fixturesFolder);

function entriesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.py'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(
      path =>
        statSync(path).size < 1_000_000 && /serverless\.start\(|fastapi/.test(readFileSync(path, 'utf8')),
    )
    .filter(path => readFileSync(path, 'utf8').includes('serverless.start('))
    .sort();
}

const read = (path: string) => readProgram(path, { read: file => nodeFiles.read(file), python });

/** The handler in a copy of its project: what is run may write beside itself. */
function copied(path: string): string {
  const [first = ''] = relative(folder, path).split(sep);
  const home = first === basename(path) ? dirname(path) : join(folder, first);
  const copy = mkdtempSync(join(scratch, 'one-'));
  cpSync(home, copy, { recursive: true });
  return join(copy, relative(home, path));
}

/** A copy of the handler's folder in which the plan has been carried out; its program. */
async function switched(program: Program, to: SwitchTarget): Promise<{ outcome: string; after?: Program }> {
  const plan = planSwitch(program, to, python);
  if (plan.kind === 'unchanged') return { outcome: 'unchanged' };
  if (plan.kind === 'refused') return { outcome: `refused: ${plan.reason}` };
  const home = join(scratch, relative(scratch, program.entry.path).split(sep)[0] ?? '');
  const copy = mkdtempSync(join(scratch, 'w-'));
  cpSync(home, copy, { recursive: true });
  for (const { path, edits } of plan.files) {
    const text = program.files.get(path)?.module.text ?? '';
    writeFileSync(join(copy, relative(home, path)), applyEdits(text, edits));
  }
  const after = await read(join(copy, relative(home, program.entry.path)));
  return after ? { outcome: 'edits', after } : { outcome: 'lost' };
}

async function tryTarget(prover: Prover, program: Program, to: SwitchTarget): Promise<string> {
  const { outcome, after } = await switched(program, to);
  if (!after) return outcome;
  const again = planSwitch(after, to, python);
  if (again.kind !== 'unchanged') return `NOT IDEMPOTENT: ${again.kind}`;
  const faults = await proofOf(prover, { before: program, after, to });
  const idle = faults.find(fault => fault.startsWith('not '));
  if (idle) return idle;
  if (faults.length > 0) return `NOT PROVED: ${faults.join('; ')}`;
  const back: SwitchTarget = to === 'warm' ? 'lazy' : 'warm';
  const home = await switched(after, back);
  if (!home.after) return `NO WAY BACK: ${home.outcome}`;
  const backFaults = await proofOf(prover, { before: after, after: home.after, to: back });
  if (backFaults.length > 0) return `WAY BACK NOT PROVED: ${backFaults.join('; ')}`;
  return home.after.entry.module.text === program.entry.module.text ? 'proved, same text back' : 'proved';
}

function proofOf(
  prover: Prover,
  pair: { before: Program; after: Program; to: SwitchTarget },
): Promise<string[]> {
  const analysis = analyse(pair.before);
  const { startup, jobs, handler } = analysis;
  return prove(prover, {
    before: pair.before.entry.path,
    after: pair.after.entry.path,
    to: pair.to,
    loads: [...new Set([...startup, ...jobs].map(site => site.name))],
    isAsync: handler?.definition.isAsync ?? false,
    ownGuard: judge(analysis).strategy === 'hybrid',
    perJob: judge(analysis).strategy === 'per-request',
  });
}

async function examine(prover: Prover, original: string): Promise<Row> {
  const path = copied(original);
  const row: Row = { path: relative(folder, original), strategy: 'CRASHED', shape: '', outcome: {} };
  try {
    const program = await read(path);
    if (!program) return row;
    const report = detect(program);
    row.strategy = report.strategy;
    row.shape = report.shape;
    for (const to of ['warm', 'lazy'] as const) row.outcome[to] = await tryTarget(prover, program, to);
  } catch (error) {
    row.outcome.lazy = `CRASHED: ${error instanceof Error ? (error.stack ?? error.message) : error}`;
  }
  return row;
}

const prover = new Prover((await sdkEnvironment('1.12.0')).python);
const rows: Row[] = [];
for (const path of entriesIn(folder)) rows.push(await examine(prover, path));
prover.dispose();
rmSync(scratch, { recursive: true, force: true });

const outcomes = rows.flatMap(row => Object.values(row.outcome));
const count = (pattern: RegExp) => outcomes.filter(outcome => pattern.test(outcome)).length;
if (args.includes('--json')) console.log(JSON.stringify(rows, null, 2));
else if (args.includes('--list')) {
  for (const { path, strategy, shape, outcome } of rows) {
    console.log(`${path}\n  ${strategy} ${shape}\n  warm: ${outcome.warm}\n  lazy: ${outcome.lazy}`);
  }
}
console.log(
  [
    `handlers        ${rows.length}`,
    ...[...new Set(rows.map(row => row.strategy))]
      .sort()
      .map(name => `  ${name.padEnd(14)}${rows.filter(row => row.strategy === name).length}`),
    `switches asked  ${outcomes.length}`,
    `  proved        ${count(/^proved/)}  (same text back: ${count(/same text back/)})`,
    `  unchanged     ${count(/^unchanged/)}`,
    `  refused       ${count(/^refused/)}`,
    `  not runnable  ${count(/^not /)}`,
    `  not proved    ${count(/^(NOT|NO|WAY)/)}`,
    `  crashed       ${count(/CRASHED/)}`,
  ].join('\n'),
);
