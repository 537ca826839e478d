// How long from a keystroke to published diagnostics, in the real extension host of the served VS Code, for a long
// handler in a project whose files it all imports; beside it ruff on the same files in the same run.
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runInBrowserHost } from '../../host/browserHost';
import { npm, stopAllOnSignal } from '../../host/processes';
import { root } from '../../support/tree';
import { writeProject } from '../support/generated';
import { findPeers, loadText, rank, samples } from '../support/peers';

const limitMs = 50;
const files = 200;
const rounds = 5;

interface Result {
  readonly samples: readonly number[];
  /** CPU time of the extension host a keystroke. */
  readonly cpuMs: number;
  readonly lines: number;
  readonly findings: number;
}

export async function main(): Promise<void> {
  stopAllOnSignal();
  await npm(['run', '--silent', 'build'], { cwd: root, show: true });
  const home = mkdtempSync(join(tmpdir(), 'runpod-keystroke-'));
  try {
    const workspace = join(home, 'project');
    mkdirSync(workspace);
    writeProject(workspace, { files, handlerLines: 2_000, moduleLines: 100 });
    const peers = await findPeers();
    const ruffOne = rank(await samples(rounds, () => peers.ruff(['handler.py'], workspace)), 0.5);
    const ruffAll = rank(await samples(rounds, () => peers.ruff(['.'], workspace)), 0.5);
    const result = await inHost(home, workspace);
    const ms = (value: number) => `${value.toFixed(1)} ms`;
    const p95 = rank(result.samples, 0.95);
    const what = `${result.lines} lines, ${files} Python files, ${result.samples.length} keystrokes`;
    console.log(`Keystroke to published diagnostics (${what}, the pause before a check included)`);
    console.log(`  median ${ms(rank(result.samples, 0.5))}, p95 ${ms(p95)}, limit ${ms(limitMs)}`);
    console.log(`  CPU of the extension host a keystroke ${ms(result.cpuMs)}; ${loadText()}`);
    console.log(
      `  ruff ${peers.ruffVersion}, a process each: the file ${ms(ruffOne)}, the project ${ms(ruffAll)}`,
    );
    console.log(
      `  p95 is ${(p95 / ruffOne).toFixed(2)}× ruff on the file, ${(p95 / ruffAll).toFixed(2)}× on the project`,
    );
    if (!(p95 < limitMs)) throw new Error(`p95 is ${ms(p95)}; the limit is ${ms(limitMs)}.`);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function inHost(home: string, workspace: string): Promise<Result> {
  const results = join(home, 'results.json');
  const testsPath = join(home, 'inHost.js');
  await build({
    entryPoints: [join(root, 'test/bench/keystroke/inHost.ts')],
    outfile: testsPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    nodePaths: [join(root, 'node_modules')],
    logLevel: 'error',
  });
  const log = join(home, 'host.log');
  const wrong = await runInBrowserHost({
    developmentPath: root,
    testsPath,
    workspace,
    env: { ...process.env, RUNPOD_WORKER_DEV_STATE: join(home, 'state'), RUNPOD_BENCH_RESULTS: results },
    preload: join(root, 'test/integration/support/probe.cjs'),
    limitMs: 240_000,
    log: line => appendFileSync(log, `${line}\n`),
  });
  if (!existsSync(results)) {
    throw new Error(
      `${wrong ?? 'The host ended without a result'}\n${readFileSync(log, 'utf8').slice(-2_000)}`,
    );
  }
  return JSON.parse(readFileSync(results, 'utf8'));
}
