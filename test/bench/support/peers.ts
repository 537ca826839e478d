// What our figures are printed beside: ruff, pinned and in a virtual environment of its own, and Python's own parser.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentFor } from '../../support/pythonEnvironments';
import { root } from '../../support/tree';

const run = promisify(execFile);
const maxBuffer = 256 * 1024 * 1024;

export interface Peers {
  /** Milliseconds of one `ruff check` over these paths, without its cache. */
  ruff(paths: readonly string[], cwd: string): Promise<number>;
  /** Milliseconds of one Python process that parses these files with `ast`. */
  pythonAst(files: readonly string[], cwd: string): Promise<number>;
  readonly ruffVersion: string;
}

export const ruffVersion = '0.17.6';
const parseAll = 'import ast, sys\nfor path in sys.argv[1:]:\n    ast.parse(open(path, "rb").read())';

export async function findPeers(): Promise<Peers> {
  const { folder, python } = await environmentFor(`ruff==${ruffVersion}\n`, join(root, '.cache/bench'));
  const ruff = join(folder, 'bin/ruff');
  return {
    ruffVersion,
    ruff: (paths, cwd) =>
      // Findings make exit code 1, which is no failure here.
      timed(() =>
        run(ruff, ['check', '--isolated', '--no-cache', '-q', ...paths], { cwd, maxBuffer }).catch(found),
      ),
    pythonAst: (files, cwd) => timed(() => run(python, ['-c', parseAll, ...files], { cwd, maxBuffer })),
  };
}

function found(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 1)) throw error;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds of CPU that this process and its ended children took; robust where others use the machine as well. */
export async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = cpuMs();
  await work();
  return cpuMs() - before;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  // Fields 16 and 17 of proc(5), in ticks of 10 ms; elsewhere children are not counted.
  const stat = existsSync('/proc/self/stat') ? readFileSync('/proc/self/stat', 'utf8') : '';
  const [userTicks = 0, systemTicks = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15)
    .map(Number);
  return (user + system) / 1000 + (userTicks + systemTicks) * 10;
}

/** Said beside every figure: on a busy machine the wall clock measures the others. */
export function loadText(): string {
  const [minute = 0] = loadavg();
  return `load average ${minute.toFixed(1)} on ${cpus().length} cores`;
}

export async function samples(rounds: number, work: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) all.push(await work());
  return all;
}

/** Nearest rank: 0.5 is the median, 0.95 the p95. */
export function rank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
