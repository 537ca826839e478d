// Runs the integration suite in a real extension host: bundles the tests, opens a copy of worker-sample with a Local
// RunPod state folder of its own, and afterwards stops what the tests left running.
import { appendFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../support/tree';
import { runInBrowserHost } from './browserHost';
import { desktopIsPossible, runInDesktopHost } from './desktopHost';
import { stopLocalRunPodOf } from './leftovers';
import { appendResult, testLinePrefix } from './results';
import { copySample } from './sampleWorker';

const limitMs = 300_000;

/** Where a VS Code comes from: `RUNPOD_TEST_HOST` decides, else desktop where it can be had, else the browser. */
export async function chooseHost(env: NodeJS.ProcessEnv = process.env): Promise<'desktop' | 'browser'> {
  if (env.RUNPOD_TEST_HOST === 'desktop' || env.RUNPOD_TEST_HOST === 'browser') return env.RUNPOD_TEST_HOST;
  return (await desktopIsPossible(env)) ? 'desktop' : 'browser';
}

export interface IntegrationOptions {
  readonly resultsFile: string;
  readonly say: (line: string) => void;
  /** Another extension and its tests, to try the harness itself. */
  readonly subject?: { readonly extension: string; readonly tests: string };
  readonly limitMs?: number;
}

export async function runIntegration(options: IntegrationOptions): Promise<void> {
  const extension = options.subject?.extension ?? root;
  const home = await mkdtemp(join(tmpdir(), 'runpod-integration-'));
  const bundles = join(home, 'tests');
  const workspace = join(home, 'worker-sample');
  try {
    await bundleTests(options.subject?.tests ?? join(root, 'test/integration'), bundles);
    await copySample(workspace);
    const host = (await chooseHost()) === 'desktop' ? runInDesktopHost : runInBrowserHost;
    const wrong = await host({
      developmentPath: extension,
      testsPath: join(bundles, 'suite.js'),
      workspace,
      env: {
        ...process.env,
        RUNPOD_WORKER_DEV_STATE: join(home, 'state'),
        RUNPOD_TEST_RESULTS: options.resultsFile,
      },
      preload: join(root, 'test/integration/support/probe.cjs'),
      limitMs: options.limitMs ?? limitMs,
      log: line => {
        appendFileSync(`${options.resultsFile}.log`, `${line}\n`);
        if (line.startsWith(testLinePrefix)) options.say(line.slice(testLinePrefix.length));
      },
    });
    // A test that failed has told so itself; this is for a host that broke around the tests.
    if (wrong !== undefined && !/ended with 1$/.test(wrong)) {
      appendResult(options.resultsFile, {
        event: 'fail',
        title: 'the extension host stays well',
        error: wrong,
      });
    }
  } finally {
    await stopLocalRunPodOf(join(home, 'state'));
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One bundle per test file, and the suite that collects them. */
async function bundleTests(folder: string, outdir: string): Promise<void> {
  const tests = (await readdir(folder)).filter(name => name.endsWith('.test.ts'));
  await build({
    entryPoints: [join(root, 'test/integration/suite.ts'), ...tests.map(name => join(folder, name))],
    outdir,
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    nodePaths: [join(root, 'node_modules')],
    absWorkingDir: root,
    logLevel: 'error',
  });
}
