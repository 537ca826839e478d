// `check --import` with the real SDK: what keeps a worker from starting is found before any deploy, in its own words.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportReport } from '../../src/flows/checkImport/importReport';
import { ensureBuilt } from '../support/door';
import { processesWith, testCacheHome, until } from '../support/realLocal';
import { root } from '../support/tree';

const base = mkdtempSync(join(tmpdir(), 'check-import-'));
const env = { ...process.env, HOME: base, XDG_CACHE_HOME: testCacheHome };
const cli = join(root, 'dist/cli.js');
// The same as the seeds have, so that all share one environment.
const requirements = 'runpod==1.12.0\njoblib==1.5.3\n';

beforeAll(() => ensureBuilt());
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function check(folder: string, ...more: string[]): Promise<Answer> {
  return new Promise(resolve => {
    execFile(process.execPath, [cli, 'check', '--import', ...more], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

async function report(folder: string, ...more: string[]): Promise<ImportReport> {
  const { out, err } = await check(folder, '--json', ...more);
  if (!out) throw new Error(err);
  const [first] = (JSON.parse(out) as { imports: ImportReport[] }).imports;
  if (!first) throw new Error('no report');
  return first;
}

/** A worker folder of these files. */
function worker(name: string, files: Record<string, string>): string {
  const folder = join(base, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'requirements.txt'), requirements);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

const rest =
  'def handler(job):\n    return job["input"]\n\n\nrunpod.serverless.start({"handler": handler})\n';
const start = `import runpod\n\n\n${rest}`;

describe('check --import', () => {
  it('finds the crash of seed 000, the exception behind it, and what its log never showed', async () => {
    const folder = join(base, 'seed');
    cpSync(join(root, 'test/fixtures/seeds/000-import-crash'), folder, { recursive: true });
    const { code, out } = await check(folder);
    expect(code).toBe(1);
    expect(out).toMatch(
      /app\/models\.py:15:1 error exit-before-start .*os\._exit with status 1.*FileNotFoundError.*scale\.joblib/,
    );
    const found = await report(folder);
    expect(found).toMatchObject({
      path: 'handler.py',
      runtime: 'process',
      outcome: 'exited',
      exitCode: 1,
      exception: { type: 'FileNotFoundError', frames: [{ path: 'app/models.py', line: 11 }] },
      lostOutput: 'Standalone server: loading models\nModel initialization failed, stopping the container\n',
      loads: [{ name: 'joblib.load', failed: true, inHandlerFile: false, place: { path: 'app/models.py' } }],
    });
    expect(found.findings.map(({ name }) => name)).toEqual(['exit-before-start', 'output-lost']);
    const modules = found.modules.map(({ module }) => module);
    expect(modules[0]).toBe('runpod');
    expect(modules).toContain('fastapi');
    expect(found.modules[0]?.seconds).toBeGreaterThan(0.1);
  });

  it('is content with a worker that starts, and tells its loads and threads', async () => {
    const folder = worker('fine', {
      'make.py':
        'import joblib\n\njoblib.dump({}, "weights.joblib")\nmodel = joblib.load("weights.joblib")\n',
      'handler.py': `import threading\nimport runpod\nfrom make import model\n\nthreading.Thread(target=print, daemon=True).start()\n\n\n${rest}`,
    });
    const found = await report(folder);
    expect(found).toMatchObject({
      outcome: 'started',
      exitCode: 0,
      findings: [],
      lostOutput: '',
      loads: [{ name: 'joblib.load', what: 'model', failed: false, place: { path: 'make.py', line: 3 } }],
      threads: [{ name: 'print', daemon: true, place: { path: 'handler.py', line: 4 } }],
    });
  });

  it.each([
    [
      'an exception',
      `import runpod\nimport not_there\n\n\n${rest}`,
      'import-failed',
      /No module named 'not_there'/,
      1,
    ],
    ['a syntax error', `${start}def broken(:\n`, 'import-failed', /SyntaxError/, 8],
    [
      'an end without start()',
      'import runpod\n\n\ndef main():\n    runpod.serverless.start({})\n',
      'start-not-reached',
      /without calling/,
      0,
    ],
    [
      'a handler that was called',
      start.replace('handler}', 'handler({"input": 1})}'),
      'handler-not-callable',
      /a int for a handler/,
      7,
    ],
    [
      'a crash in native code',
      `import os\nimport runpod\nos.kill(os.getpid(), 11)\n\n\n${rest}`,
      'killed-before-start',
      /without a Python exception/,
      0,
    ],
    [
      'a load that failed unseen',
      `import joblib\nimport runpod\n\ntry:\n    model = joblib.load("nowhere")\nexcept Exception:\n    model = None\n\n\n${rest}`,
      'load-failed',
      /takes jobs without this model/,
      4,
    ],
  ])('names %s with its line', async (_what, handler, name, words, line) => {
    const folder = worker(name, { 'handler.py': handler });
    const { findings } = await report(folder);
    expect(findings).toMatchObject([{ name, path: 'handler.py', range: { start: { line } } }]);
    expect(findings[0]?.message).toMatch(words);
  });

  const sleeper = `import os, subprocess, sys, time\nimport runpod\nsubprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])\ntime.sleep(300)\n\n\n${rest}`;
  const left = () => processesWith('RUNPOD_POD_ID=import').length;

  it('gives up after the time limit, says where it waited, and leaves no process', async () => {
    const folder = worker('slow', { 'handler.py': sleeper });
    const found = await report(folder, '--timeout', '6');
    expect(found).toMatchObject({
      outcome: 'timed-out',
      findings: [{ name: 'import-timed-out', path: 'handler.py', range: { start: { line: 3 } } }],
    });
    expect(left()).toBe(0);
  });

  it('ends everything it started when it is cancelled', async () => {
    const folder = worker('cancelled', { 'handler.py': sleeper });
    const child: ChildProcess = spawn(process.execPath, [cli, 'check', '--import'], {
      cwd: folder,
      env,
      stdio: 'ignore',
    });
    await until(() => left() >= 2, 60_000);
    child.kill('SIGTERM');
    await once(child, 'exit');
    await until(() => left() === 0, 10_000);
  });
});
