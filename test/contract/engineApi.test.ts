// The engine port against every real engine: build, push, pull, run, fail, cancel, with Docker's API of two ages, the
// docker command with and without buildx, and podman.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noProgress } from '../../src/base/ports';
import { imageReport } from '../../src/flows/imageReport';
import { BuildFailure } from '../../src/image/build/failure';
import { buildImage } from '../../src/image/docker/build';
import { connect } from '../../src/image/docker/client';
import { createTransport } from '../../src/image/docker/transport';
import type { BuildEvent, ContainerExit, Engine, PushEvent } from '../../src/image/engine';
import { whyNoEngine } from '../support/engine/availability';
import { type EngineKind, type Engines, startEngines } from '../support/engine/engines';
import { newerDocker } from '../support/engine/newerDocker';
import { hasPodman } from '../support/engine/podman';
import type { TestEngine } from '../support/engine/startEngine';

const reason = whyNoEngine();
const newer = await newerDocker();
const noNewer = typeof newer === 'string' ? newer : undefined;
const kinds: EngineKind[] = [
  'api',
  'legacy-cli',
  ...(noNewer === undefined ? (['newer-api', 'buildx'] as const) : []),
  ...(hasPodman ? (['podman-api', 'podman-cli'] as const) : []),
];
const never = new AbortController().signal;

const notes = reason ? ` (skipped: ${reason})` : noNewer ? ` (no API 1.45, no buildx: ${noNewer})` : '';

describe.skipIf(reason)(`container engine${notes}`, () => {
  let engines: Engines;
  let test: TestEngine;

  beforeAll(async () => {
    engines = await startEngines({
      newer: typeof newer === 'string' ? undefined : newer,
      podman: hasPodman,
    });
    test = engines.docker;
  });
  afterAll(async () => {
    await engines?.stop();
  });

  function of(which: EngineKind) {
    const found = engines.of[which];
    if (!found) throw new Error(`${which} was not started`);
    return found;
  }

  /** Writes a build context and says where it is. */
  function context(name: string, files: Record<string, string>): string {
    const folder = join(test.folder, 'contexts', name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  const worker = (name: string, handler: string, extra = '') =>
    context(name, {
      Dockerfile: `ARG BASE=none\nFROM $BASE\nWORKDIR /app\n${extra}COPY . .\nCMD ["python3", "-u", "handler.py"]\n`,
      'handler.py': handler,
      '.dockerignore': 'secret.txt\n',
      'secret.txt': 'not for the image',
    });

  async function build(engine: Engine, folder: string, tag: string) {
    const events: BuildEvent[] = [];
    const request = {
      context: folder,
      dockerfile: 'Dockerfile',
      tags: [tag],
      buildArgs: { BASE: test.baseImage },
    };
    const result = await engine.build(request, event => events.push(event), never);
    return { result, events };
  }

  async function runToEnd(engine: Engine, image: string, options: object = {}) {
    const lines: string[] = [];
    const container = await engine.containers.run(
      {
        name: `t-${Math.random().toString(36).slice(2)}`,
        image,
        env: { GREETING: 'hi there' },
        labels: { 'runpod-test': 'engine' },
        ...options,
      },
      line => lines.push(line),
    );
    const exit: ContainerExit = await container.exited;
    return { lines, exit };
  }

  it.each(kinds)('builds, caches, pushes, pulls and runs through the %s', async which => {
    const engine = of(which).engine;
    const folder = worker(
      `${which}-good`,
      'import os, sys\nprint(os.environ["GREETING"], sorted(os.listdir(".")))\nprint("on stderr", file=sys.stderr)\n',
    );
    const name = `${of(which).registry}/team/${which}`;
    const tag = `${name}:1`;
    const first = await build(engine, folder, tag);
    expect(first.result.imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(first.result.sizeBytes).toBeGreaterThan(20_000_000);
    const steps = first.events.filter(event => event.kind === 'step');
    expect(steps.map(step => step.name)).toEqual(expect.arrayContaining(['WORKDIR /app', 'COPY . .']));
    expect(first.events.filter(event => event.kind === 'stepDone')).toHaveLength(steps.length);
    expect(first.events).toContainEqual({ kind: 'context', files: 3, bytes: expect.any(Number) });

    const again = await build(engine, folder, tag);
    expect(again.events.filter(event => event.kind === 'stepDone' && event.cached).length).toBeGreaterThan(1);
    expect(await engine.has(tag)).toBe(true);

    const pushes: PushEvent[] = [];
    const { digest } = await engine.push(tag, undefined, event => pushes.push(event), never);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    if (!which.startsWith('podman')) expect(pushes.some(event => event.status === 'Pushed')).toBe(true);
    if (which === 'api' || which === 'newer-api')
      expect(pushes.some(event => (event.totalBytes ?? 0) > 1_000_000)).toBe(true);

    await of(which).removeImage(tag);
    expect(await engine.has(tag)).toBe(false);
    const pulled: string[] = [];
    await engine.containers.pull(`${name}@${digest}`, line => pulled.push(line), never);
    expect(pulled.length).toBeGreaterThan(1);
    const { lines, exit } = await runToEnd(engine, `${name}@${digest}`);
    expect(exit).toEqual({ code: 0, signal: null });
    expect(lines).toContain("hi there ['.dockerignore', 'Dockerfile', 'handler.py']");
    expect(lines).toContain('on stderr');
  });

  it.runIf(noNewer === undefined)('meets an old and a newer version of the API', async () => {
    const versionAt = async (path: string) =>
      (await connect(createTransport({ kind: 'socket', path }))).apiVersion;
    const [older, newest] = [await versionAt(test.socket), await versionAt(engines.newer?.socket ?? '')];
    console.log(
      `${of('api').engine.version}: API ${older}; ${of('newer-api').engine.version}: API ${newest}`,
    );
    expect(newest).toBe('1.45');
    if (of('api').engine.version.includes('/20.10.')) expect(older).toBe('1.41');
  });

  it('builds with BuildKit through the API, and names its steps', async () => {
    const folder = worker('buildkit', 'print("built")\n', 'RUN echo from-buildkit\n');
    const client = await connect(createTransport({ kind: 'socket', path: test.socket }));
    const events: BuildEvent[] = [];
    const request = {
      context: folder,
      dockerfile: 'Dockerfile',
      tags: ['local/kit:1'],
      buildArgs: { BASE: test.baseImage },
    };
    const result = await buildImage(
      { ...client, prefersBuildKit: true },
      request,
      event => events.push(event),
      never,
    );
    expect(result.imageId).toMatch(/^sha256:/);
    const names = events.flatMap(event => (event.kind === 'step' ? [event.name] : []));
    expect(names).toEqual(expect.arrayContaining(['RUN echo from-buildkit', 'COPY . .']));
    expect(events).toContainEqual({ kind: 'output', line: 'from-buildkit' });
  });

  it.each(kinds)('says which line failed, and why, through the %s', async which => {
    const folder = context(`${which}-bad`, {
      Dockerfile: `ARG BASE=none\nFROM $BASE\n\n# A comment.\nRUN echo first && \\\n    exit 7\n`,
    });
    const failure = await build(of(which).engine, folder, 'local/bad:1').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BuildFailure);
    expect(failure).toMatchObject({ line: 4, dockerfile: 'Dockerfile' });
    expect((failure as BuildFailure).message).toMatch(
      /^The build stopped at line 5 of Dockerfile: "RUN echo first && exit 7" ended with exit code 7\.$/,
    );
    expect((failure as BuildFailure).detail).toContain('first');
  });

  it.each(kinds)('explains a missing file and an unknown instruction through the %s', async which => {
    const missing = context(`${which}-missing`, {
      Dockerfile: 'ARG BASE\nFROM $BASE\nCOPY nowhere.txt .\n',
    });
    await expect(build(of(which).engine, missing, 'local/bad:2')).rejects.toMatchObject({
      message: expect.stringMatching(
        /line 3 of Dockerfile: the file "nowhere.txt" is not in the build context/,
      ),
    });
    const typo = context(`${which}-typo`, { Dockerfile: 'FROM scratch\nRUNN true\n' });
    await expect(build(of(which).engine, typo, 'local/bad:3')).rejects.toMatchObject({
      message: expect.stringMatching(/line 2 of Dockerfile: there is no instruction "RUNN"/),
    });
  });

  it.each(kinds)('keeps the log of a worker that dies at once, through the %s', async which => {
    const dying = 'print("starting")\nprint("x" * 70000)\nraise SystemExit("no model here")\n';
    // Through the API we read the log ourselves, which is a race that has to be won every time.
    for (let round = 0; round < (which.endsWith('api') ? 3 : 1); round++) {
      const { lines, exit } = await runToEnd(of(which).engine, test.baseImage, {
        command: ['python3', '-c', dying],
      });
      expect(exit.code).toBe(1);
      expect(lines).toEqual(expect.arrayContaining(['starting', 'x'.repeat(70_000), 'no model here']));
    }
  });

  it.each(kinds)('says when the command is not in the image, through the %s', async which => {
    const { exit } = await runToEnd(of(which).engine, test.baseImage, { command: ['pythonn', 'handler.py'] });
    expect(exit).toMatchObject({ code: 127, reason: 'Command not found: the image has no "pythonn".' });
  });

  it.each(kinds)('says when a worker ran out of memory, through the %s', async which => {
    const command = ['python3', '-c', 'x = bytearray(400_000_000)'];
    const { exit } = await runToEnd(of(which).engine, test.baseImage, {
      command,
      memoryLimitBytes: 64_000_000,
    });
    expect(exit).toMatchObject({
      code: 137,
      signal: 'SIGKILL',
      reason: expect.stringContaining('out of memory'),
    });
  });

  it.each(kinds)(
    'stops a worker with a grace, tells its memory, and leaves nothing, through the %s',
    async which => {
      const engine = of(which).engine;
      const lines: string[] = [];
      const stubborn =
        'import signal, time\nsignal.signal(signal.SIGTERM, lambda *a: print("term", flush=True))\nprint("up", flush=True)\nwhile True: time.sleep(0.1)';
      const container = await engine.containers.run(
        {
          name: `stubborn-${which}`,
          image: test.baseImage,
          env: {},
          command: ['python3', '-c', stubborn],
          labels: { 'runpod-test': which },
        },
        line => lines.push(line),
      );
      await expect.poll(() => lines, { timeout: 15_000 }).toContain('up');
      expect(await container.memoryBytes()).toBeGreaterThan(1_000_000);
      await container.stop(1_000);
      expect(await container.exited).toMatchObject({ code: 137, signal: 'SIGKILL' });
      expect(lines).toContain('term');
      expect(await engine.containers.removeAll({ 'runpod-test': which })).toBe(0);
    },
  );

  // podman's service does not stop a RUN step when its client goes: that is why its command line is preferred.
  it.each(kinds.filter(kind => kind !== 'podman-api'))(
    'really stops a build that is cancelled, through the %s',
    async which => {
      const mark = `sleep 9${kinds.indexOf(which)}.5`;
      const folder = context(`${which}-slow`, {
        Dockerfile: `ARG BASE\nFROM $BASE\nRUN echo go && ${mark}\n`,
      });
      const abort = new AbortController();
      const request = {
        context: folder,
        dockerfile: 'Dockerfile',
        tags: ['local/slow:1'],
        buildArgs: { BASE: test.baseImage },
      };
      const building = of(which).engine.build(
        request,
        event => event.kind === 'output' && event.line === 'go' && abort.abort(),
        abort.signal,
      );
      await expect(building).rejects.toMatchObject({ kind: 'cancelled' });
      await expect
        .poll(() => processes().filter(line => line.startsWith(mark)), { timeout: 10_000 })
        .toEqual([]);
      expect(await of(which).engine.has('local/slow:1')).toBe(false);
    },
  );

  it.each(kinds)('tells what an image is made of, through the %s', async which => {
    const folder = context(`${which}-report`, {
      Dockerfile: [
        'ARG BASE\nFROM $BASE',
        'RUN head -c 3000000 /dev/urandom > /weights.bin && mkdir -p /root/.cache/pip && head -c 700000 /dev/urandom > /root/.cache/pip/x',
        'RUN rm /weights.bin && echo 2 > /app.txt',
        'COPY big.txt /big.txt',
        'COPY other.txt /big.txt',
        'CMD ["python3"]\n',
      ].join('\n'),
      'big.txt': 'x'.repeat(500_000),
      'other.txt': 'y',
    });
    const reference = `${of(which).registry}/team/report-${which}:1`;
    const engine = of(which).engine;
    await build(engine, folder, reference);
    await engine.push(reference, undefined, () => undefined, never);
    const deps = { engine, findAuth: async () => undefined, progress: noProgress };
    const report = await imageReport(reference, deps, never);
    expect(report.waste).toEqual([
      { path: '/weights.bin', bytes: 3_000_000, layer: 1, why: 'deleted' },
      { path: '/root/.cache/pip', bytes: 700_000, layer: 1, why: 'package cache' },
      { path: '/big.txt', bytes: 500_000, layer: 3, why: 'overwritten' },
    ]);
    expect(report.wastedBytes).toBe(4_200_000);
    expect(report.layers.map(layer => layer.instruction)).toEqual([
      expect.any(String),
      expect.stringMatching(/^RUN head -c 3000000/),
      expect.stringMatching(/^RUN rm \/weights\.bin/),
      expect.stringMatching(/^COPY .*\/big\.txt/),
      expect.stringMatching(/^COPY .*\/big\.txt/),
    ]);
    // podman adds empty files of its own to a layer.
    const expected = { wastedBytes: 3_700_000, ...(which.startsWith('podman') ? {} : { files: 2 }) };
    expect(report.layers[1]).toMatchObject(expected);
    expect(report.layers[1]?.largest).toEqual([
      { path: '/weights.bin', bytes: 3_000_000 },
      { path: '/root/.cache/pip/x', bytes: 700_000 },
    ]);
    expect(report.layers[1]?.compressedBytes).toBeGreaterThan(3_500_000);
    expect(report.compressedBytes).toBeGreaterThan(20_000_000);
    expect(report.pull).toMatchObject({ seconds: expect.any(Number), initTimeoutSeconds: 420 });
    await expect(imageReport('local/none:1', deps, never)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each(kinds)('explains a push that cannot work, through the %s', async which => {
    const engine = of(which).engine;
    await build(engine, worker('nopush', 'pass\n'), '127.0.0.1:9/team/x:1');
    await expect(
      engine.push('127.0.0.1:9/team/x:1', undefined, () => undefined, never),
    ).rejects.toMatchObject({
      message: 'Could not push 127.0.0.1:9/team/x:1: 127.0.0.1:9 cannot be reached.',
    });
    await expect(
      engine.push(`${of(which).registry}/none:1`, undefined, () => undefined, never),
    ).rejects.toMatchObject({
      kind: 'not-found',
      remedy: 'Build it first.',
    });
  });
});

function processes(): string[] {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
}
