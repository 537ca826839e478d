// How fast `strategy` and `check` are, beside `ruff check` and Python's own parser on the same files in the same run.
// Every tool is a process of its own; the first figure is also measured inside one, where the editor has it.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeFiles } from '../../src/base/nodeFiles';
import { strategyOf } from '../../src/flows/strategy';
import { build } from '../support/door';
import { testPython } from '../support/python';
import { root } from '../support/tree';
import { longHandler, writeProject } from './support/generated';
import { cpuOf, findPeers, loadText, type Peers, rank, samples, timed } from './support/peers';

const run = promisify(execFile);
const rounds = 5;
const warmRounds = 60;
const limits = { strategyMs: 15, strategyManyMs: 1_000, checkMs: 2_000 };
const many = 500;

interface Row {
  readonly what: string;
  readonly ours: number;
  /** CPU time of a round. */
  readonly cpu: number;
  readonly limit: number;
  readonly ruff: number;
  readonly ast: number;
}

export async function main(): Promise<void> {
  // As people install it.
  build('--production');
  const peers = await findPeers();
  const base = mkdtempSync(join(tmpdir(), 'runpod-speed-'));
  try {
    const rows = [
      ...(await one(base, peers)),
      await manyHandlers(base, peers),
      await wholeProject(base, peers),
    ];
    print(rows, peers);
    const slow = rows.filter(({ ours, limit }) => !(ours < limit));
    if (slow.length > 0) throw new Error(`Over the limit: ${slow.map(({ what }) => what).join(', ')}`);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/**
 * One long handler inside one process, where the editor has it: read, parsed, followed, judged, both switches planned,
 * which happens only when somebody asks: so this asks. Edited before every round as people edit, at the top, in the
 * middle, and half-typed, which takes longest; and as it was, so that the parsed file is still there.
 */
async function one(base: string, peers: Peers): Promise<Row[]> {
  const path = join(base, 'long_handler.py');
  const text = longHandler(2_000);
  const python = await testPython();
  const deps = { files: nodeFiles, python };
  let round = 0;
  const ask = async () => {
    const report = await strategyOf(path, deps);
    if (!report.switchable.lazy && round % 3 !== 0) throw new Error(`Not switchable: ${report.reason}`);
  };
  const edited = () => {
    writeFileSync(path, edit(text, ++round));
    return timed(ask);
  };
  const same = () => timed(ask);
  await samples(10, edited);
  const edits: number[] = [];
  const editCpu =
    (await cpuOf(async () => void edits.push(...(await samples(warmRounds, edited))))) / warmRounds;
  writeFileSync(path, edit(text, 1));
  round = 1;
  const sames: number[] = [];
  const sameCpu =
    (await cpuOf(async () => void sames.push(...(await samples(warmRounds, same))))) / warmRounds;
  const lines = readFileSync(path, 'utf8').split('\n').length;
  const beside = {
    limit: limits.strategyMs,
    ruff: rank(await samples(rounds, () => peers.ruff([path], base)), 0.5),
    ast: rank(await samples(rounds, () => peers.pythonAst([path], base)), 0.5),
  };
  return [
    {
      what: `strategy, ${lines} lines, warm, after an edit, median of ${warmRounds}`,
      ours: rank(edits, 0.5),
      cpu: editCpu,
      ...beside,
    },
    { what: 'the same without an edit', ours: rank(sames, 0.5), cpu: sameCpu, ...beside },
  ];
}

/** The first lines of the file and of a function in its middle, in turn; every third leaves a call open. */
function edit(text: string, round: number): string {
  if (round % 3 === 1) return `# ${round}\n${text}`;
  const middle = text.indexOf('\ndef ', text.length >> 1);
  const inside = text.indexOf('\n    found = []', middle);
  return `${text.slice(0, inside)}\n    found_${round} = ${round % 3 === 0 ? 'list(' : round}${text.slice(inside)}`;
}

/** As many handlers as a company has, in one invocation of the command line. */
async function manyHandlers(base: string, peers: Peers): Promise<Row> {
  const folder = mkdtempSync(join(base, 'handlers-'));
  for (let index = 0; index < many; index++) {
    writeFileSync(join(folder, `handler_${index}.py`), longHandler(60 + ((index * 37) % 200)));
  }
  const files = readdirSync(folder).sort();
  const all: number[] = [];
  const strategy = () => timed(() => cli(['strategy', '--json', ...files], folder));
  const cpu = (await cpuOf(async () => void all.push(...(await samples(rounds, strategy))))) / rounds;
  return {
    what: `strategy, ${files.length} handlers, cold process`,
    ours: rank(all, 0.5),
    cpu,
    limit: limits.strategyManyMs,
    ruff: rank(await samples(rounds, () => peers.ruff(files, folder)), 0.5),
    ast: rank(await samples(rounds, () => peers.pythonAst(files, folder)), 0.5),
  };
}

/** A worker whose handler reaches every one of its modules, with all rules on. */
async function wholeProject(base: string, peers: Peers): Promise<Row> {
  const folder = mkdtempSync(join(base, 'project-'));
  writeProject(folder, { files: many, handlerLines: 2_000, moduleLines: 100 });
  const files = ['handler.py', ...readdirSync(join(folder, 'app')).map(name => `app/${name}`)];
  let checked = 0;
  const check = async () => {
    const { stdout } = await cli(['check', '--json', '.'], folder);
    checked = JSON.parse(stdout).files;
  };
  const all: number[] = [];
  const cpu =
    (await cpuOf(async () => void all.push(...(await samples(rounds, () => timed(check)))))) / rounds;
  if (checked < many) throw new Error(`Only ${checked} of ${many} files were read.`);
  return {
    what: `check, ${checked} files, cold process`,
    ours: rank(all, 0.5),
    cpu,
    limit: limits.checkMs,
    ruff: rank(await samples(rounds, () => peers.ruff(['.'], folder)), 0.5),
    ast: rank(await samples(rounds, () => peers.pythonAst(files, folder)), 0.5),
  };
}

/** Findings make exit code 1. */
async function cli(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const options = { cwd, maxBuffer: 256 * 1024 * 1024 };
  return run(process.execPath, [join(root, 'dist/cli.js'), ...args], options).catch(error => {
    if (error.code === 1) return error as { stdout: string };
    throw error;
  });
}

function print(rows: readonly Row[], { ruffVersion }: Peers): void {
  console.log(loadText());
  const head = ['', 'ours', 'limit', 'ours, CPU', `ruff ${ruffVersion}`, 'python ast', '/ ruff', '/ ast'];
  const ms = (value: number) => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
  const lines = rows.map(({ what, ours, cpu, limit, ruff, ast }) => [
    what,
    ms(ours),
    ms(limit),
    ms(cpu),
    ms(ruff),
    ms(ast),
    `${(ours / ruff).toFixed(2)}×`,
    `${(ours / ast).toFixed(2)}×`,
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map(line => line[column]?.length ?? 0)),
  );
  for (const line of [head, ...lines]) {
    console.log(
      line
        .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0)))
        .join('  '),
    );
  }
}
