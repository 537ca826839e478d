// The stages of `npm test`, cheapest first. A stage says what it lacks on this machine, in words that tell how to
// get it; whether that is a skip or a failure is decided by the caller.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/tree';
import { findChromium } from './browser';
import { codeServerExistsHere } from './codeServer';
import { chooseHost, runIntegration } from './integration';
import { start } from './processes';

export interface Stage {
  readonly name: string;
  readonly title: string;
  /** What this machine lacks, or undefined when the stage can run. */
  readonly missing: () => Promise<string | undefined>;
  /** Appends results to the file; rejects when the stage as a whole failed. */
  readonly run: (resultsFile: string) => Promise<void>;
}

const nothing = async () => undefined;

export const stages: readonly Stage[] = [
  {
    name: 'unit',
    title: 'Unit, house and property',
    missing: nothing,
    run: vitest('unit', 'house', 'property'),
  },
  { name: 'contract', title: 'Contract', missing: lacksPython, run: vitest('contract') },
  {
    name: 'integration',
    title: 'Integration in VS Code',
    missing: async () => ((await chooseHost()) === 'desktop' ? undefined : lacksBrowserHost()),
    run: resultsFile => runIntegration({ resultsFile, say: line => console.log(line) }),
  },
  { name: 'ui', title: 'UI in a browser', missing: lacksBrowserHost, run: vitest('ui') },
];

function vitest(...projects: string[]): (resultsFile: string) => Promise<void> {
  return resultsFile =>
    new Promise((resolve, reject) => {
      const args = [
        ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts'],
        ...projects.flatMap(project => ['--project', project]),
        ...['--reporter', 'default', '--reporter', join(root, 'test/host/vitestReporter.ts')],
      ];
      const child = start(process.execPath, args, {
        cwd: root,
        env: { ...process.env, RUNPOD_TEST_RESULTS: resultsFile },
        stdio: 'inherit',
      });
      child.on('error', reject);
      child.on('close', code =>
        code === 0 ? resolve() : reject(new Error(`vitest ended with ${code ?? 'a signal'}`)),
      );
    });
}

async function lacksPython(): Promise<string | undefined> {
  for (const name of [process.env.PYTHON, 'python3', 'python']) {
    try {
      if (name) execFileSync(name, ['-c', 'import sys, venv; assert sys.version_info >= (3, 10)']);
      if (name) return undefined;
    } catch {
      // The next name may be the one.
    }
  }
  return 'no Python 3.10 or newer with venv; install it (Debian: apt-get install python3-venv) or set PYTHON';
}

async function lacksBrowserHost(): Promise<string | undefined> {
  if (!codeServerExistsHere()) return `there is no browser-served VS Code for ${process.platform}`;
  if (findChromium() === undefined) {
    return 'no Chromium; install it (Debian: apt-get install chromium) or set CHROMIUM';
  }
  return undefined;
}
