// How fast `strategy` and `check` are, beside `ruff check` and Python's own parser on the same files in the same run.
// Every tool is a process of its own; the first figure is also measured inside one, where the editor has it.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeFiles } from '../../src/base/nodeFiles';
import { strategyOf } from '../../src/flows/strategy';
import { ensureBuilt } from '../support/door';
import { testPython } from '../support/python';
import { root } from '../support/tree';
import { longHandler, writeProject } from './support/generated';
import { findPeers, type Peers, rank, samples, timed } from './support/peers';

const run = promisify(execFile);
const rounds = 5;
const warmRounds = 60;
const limits = { strategyMs: 15, strategyManyMs: 1_000, checkMs: 2_000 };
const many = 500;

interface Row {
  readonly what: string;
  readonly ours: number;
  readonly limit: number;
  readonly ruff: number;
  readonly ast: number;
}

export async function main(): Promise<void> {
  ensureBuilt();
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
 * One long handler inside one process, where the editor has it: read, parsed, followed, judged, both switches planned.
 * Edited before every round, so that it is parsed anew, and as it was, so that the parsed file is still there.
 */
async function one(base: string, peers: Peers): Promise<Row[]> {
  const path = join(base, 'long_handler.py');
  const text = longHandler(2_000);
  const python = await testPython();
  const deps = { files: nodeFiles, python };
  let round = 0;
  const edited = () => {
    writeFileSync(path, `${text}# ${round++}\n`);
    return timed(() => strategyOf(path, deps));
  };
  const same = () => timed(() => strategyOf(path, deps));
  await samples(10, edited);
  const after = rank(await samples(warmRounds, edited), 0.5);
  const ours = rank(await samples(warmRounds, same), 0.5);
  const lines = readFileSync(path, 'utf8').split('\n').length;
  const beside = {
    limit: limits.strategyMs,
    ruff: rank(await samples(rounds, () => peers.ruff([path], base)), 0.5),
    ast: rank(await samples(rounds, () => peers.pythonAst([path], base)), 0.5),
  };
  return [
    { what: `strategy, ${lines} lines, warm, median of ${warmRounds}`, ours, ...beside },
    { what: 'the same after an edit: parsed anew', ours: after, ...beside },
  ];
}

/** As many handlers as a company has, in one invocation of the command line. */
async function manyHandlers(base: string, peers: Peers): Promise<Row> {
  const folder = mkdtempSync(join(base, 'handlers-'));
  for (let index = 0; index < many; index++) {
    writeFileSync(join(folder, `handler_${index}.py`), longHandler(60 + ((index * 37) % 200)));
  }
  const files = readdirSync(folder).sort();
  return {
    what: `strategy, ${files.length} handlers, cold process`,
    ours: rank(await samples(rounds, () => timed(() => cli(['strategy', '--json', ...files], folder))), 0.5),
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
  const ours = rank(await samples(rounds, () => timed(check)), 0.5);
  if (checked < many) throw new Error(`Only ${checked} of ${many} files were read.`);
  return {
    what: `check, ${checked} files, cold process`,
    ours,
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
  const head = ['', 'ours', 'limit', `ruff ${ruffVersion}`, 'python ast', '/ ruff', '/ ast'];
  const ms = (value: number) => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
  const lines = rows.map(({ what, ours, limit, ruff, ast }) => [
    what,
    ms(ours),
    ms(limit),
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
