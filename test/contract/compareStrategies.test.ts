// Warm against lazy as the command line measures it: both variants of a worker whose load takes 0.6 s and 60 MB, on the
// real SDK. What was made for it is gone afterwards, also when it is cancelled in the middle.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/door';
import { processesWith, testCacheHome } from '../support/realLocal';
import { root } from '../support/tree';

const loadMs = 600;
const model = `import time


class Model:
    def __init__(self):
        self.weights = bytearray(60_000_000)

    def transcribe(self, path):
        time.sleep(0.02)
        return {"text": path}


def load_model(name):
    time.sleep(${loadMs / 1000})
    return Model()
`;
const handler = `import runpod
import whisper

model = whisper.load_model("base")


def handler(job):
    return model.transcribe(job["input"]["path"])


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
`;
const keyed = `import runpod
import whisper

models = {}


def handler(job):
    name = job["input"]["model"]
    if name not in models:
        models[name] = whisper.load_model(name)
    return models[name].transcribe("a")


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
`;

const base = mkdtempSync(join(tmpdir(), 'runpod-compare-test-'));
const folder = join(base, 'worker');
const temporary = join(base, 'tmp');
const mark = `COMPARE_TEST=${base}`;

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function compare(args: readonly string[], watch?: (err: string, stop: () => void) => void): Promise<Run> {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'strategy', '--compare', ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, XDG_CACHE_HOME: testCacheHome, RUNPOD_API_KEY: '' },
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', chunk => {
    printed.out += chunk;
  });
  child.stderr.on('data', chunk => {
    printed.err += chunk;
    watch?.(printed.err, () => child.kill('SIGINT'));
  });
  return once(child, 'close').then(([code]) => ({ code, ...printed }));
}

/** What a comparison may leave behind: nothing. */
function leftovers() {
  return { folders: readdirSync(temporary), processes: processesWith(mark) };
}

const env = ['--env', 'PYTHONPATH=vendor', '--env', mark];

describe('strategy --compare', () => {
  beforeAll(() => {
    ensureBuilt();
    mkdirSync(join(folder, 'vendor'), { recursive: true });
    mkdirSync(temporary);
    writeFileSync(join(folder, 'handler.py'), handler);
    writeFileSync(join(folder, 'keyed.py'), keyed);
    writeFileSync(join(folder, 'vendor/whisper.py'), model);
    writeFileSync(join(folder, 'requirements.txt'), 'runpod==1.12.0\n');
    writeFileSync(join(folder, 'test_input.json'), '{"input": {"path": "a.wav"}}');
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('measures both variants, says what lazy costs, and leaves nothing behind', async () => {
    const { code, out, err } = await compare(['handler.py', '--runs', '2', '--jobs', '2', '--json', ...env]);
    expect(err).toContain('Warm, cold start 2 of 2');
    expect(code, err).toBe(0);
    const { current, variants, verdict } = JSON.parse(out);
    expect(current).toBe('warm');
    const [warm, lazy] = variants;
    expect([warm.strategy, warm.origin, lazy.strategy, lazy.origin]).toEqual([
      'warm',
      'as written',
      'lazy',
      'switched',
    ]);
    for (const one of variants) {
      expect(one.ready.samples).toHaveLength(2);
      expect(one.laterJobs.samples).toHaveLength(4);
    }
    // The load moved from the start of the worker into its first job, and nowhere else.
    expect(warm.ready.median - lazy.ready.median).toBeGreaterThan(loadMs * 0.5);
    expect(lazy.firstJob.median - warm.firstJob.median).toBeGreaterThan(loadMs * 0.7);
    expect(lazy.laterJobs.median).toBeLessThan(loadMs / 2);
    if (process.platform === 'linux') {
      expect(warm.peakMemoryBytes).toBeGreaterThan(80e6);
      // The heartbeat process shares the model with the worker: it must not be counted twice.
      expect(warm.peakMemoryBytes / lazy.peakMemoryBytes).toBeLessThan(1.3);
    }
    expect(verdict.advice).toBe('warm');
    expect(verdict.sentence).toMatch(/^Lazy costs you \d+ ms on 1 job in 40; warm fits .*: keep warm\.$/);
    expect(leftovers()).toEqual({ folders: [], processes: [] });
    expect(readFileSync(join(folder, 'handler.py'), 'utf8')).toBe(handler);
  });

  it('removes copies, workers and its Local RunPod when it is cancelled', async () => {
    let workers: number[] = [];
    const { code, err } = await compare(['handler.py', ...env], (said, stop) => {
      if (!said.includes('cold start 1') || workers.length > 0) return;
      workers = processesWith(mark);
      stop();
    });
    expect(code).not.toBe(0);
    expect(err).toContain('Cancelled');
    expect(leftovers()).toEqual({ folders: [], processes: [] });
  });

  it('says why when neither variant works', async () => {
    const broken = handler.replace(
      'model = whisper',
      'import pathlib\n\nassert pathlib.Path("/nowhere").exists()\nmodel = whisper',
    );
    writeFileSync(join(folder, 'broken.py'), broken);
    const { code, err } = await compare(['broken.py', '--runs', '1', '--jobs', '1', ...env]);
    expect(code).toBe(4);
    expect(err).toContain('Neither variant answered its test job.');
    expect(err).toContain('AssertionError');
    expect(leftovers()).toEqual({ folders: [], processes: [] });
  });

  it('refuses what cannot be switched, with the reason and before anything is started', async () => {
    const { code, err } = await compare(['keyed.py', ...env]);
    expect(code).toBe(3);
    expect(err).toMatch(/variant cannot be made/);
    expect(leftovers()).toEqual({ folders: [], processes: [] });
  });

  it('wants a job that the handler answers', async () => {
    const { code, err } = await compare(['handler.py', '--input', 'nothing.json']);
    expect(code).toBe(2);
    expect(err).toContain('nothing.json');
  });
});
