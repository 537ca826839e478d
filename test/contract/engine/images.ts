// Images on every engine: from a folder to a registry and back, what one is made of, a push that cannot work.
import { expect, it } from 'vitest';
import { noProgress } from '../../../src/base/ports';
import { imageReport } from '../../../src/flows/imageReport';
import type { PushEvent } from '../../../src/image/engine';
import { type EngineSuite, kinds, never, processes } from '../../support/engine/suite';

export function testImages(suite: EngineSuite): void {
  it.each(kinds)('builds, caches, pushes, pulls and runs through the %s', async which => {
    const engine = suite.of(which).engine;
    const folder = suite.worker(
      `${which}-good`,
      'import os, sys\nprint(os.environ["GREETING"], sorted(os.listdir(".")))\nprint("on stderr", file=sys.stderr)\n',
    );
    const name = `${suite.of(which).registry}/team/${which}`;
    const tag = `${name}:1`;
    const first = await suite.build(engine, folder, tag);
    expect(first.result.imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(first.result.sizeBytes).toBeGreaterThan(20_000_000);
    const steps = first.events.filter(event => event.kind === 'step');
    expect(steps.map(step => step.name)).toEqual(expect.arrayContaining(['WORKDIR /app', 'COPY . .']));
    expect(first.events.filter(event => event.kind === 'stepDone')).toHaveLength(steps.length);
    expect(first.events).toContainEqual({ kind: 'context', files: 3, bytes: expect.any(Number) });

    const again = await suite.build(engine, folder, tag);
    expect(again.events.filter(event => event.kind === 'stepDone' && event.cached).length).toBeGreaterThan(1);
    expect(await engine.has(tag)).toBe(true);

    const pushes: PushEvent[] = [];
    const { digest } = await engine.push(tag, undefined, event => pushes.push(event), never);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    if (!which.startsWith('podman')) expect(pushes.some(event => event.status === 'Pushed')).toBe(true);
    if (which === 'api' || which === 'newer-api')
      expect(pushes.some(event => (event.totalBytes ?? 0) > 1_000_000)).toBe(true);

    await suite.of(which).removeImage(tag);
    expect(await engine.has(tag)).toBe(false);
    const pulled: string[] = [];
    await engine.containers.pull(`${name}@${digest}`, line => pulled.push(line), never);
    expect(pulled.length).toBeGreaterThan(1);
    const { lines, exit } = await suite.runToEnd(engine, `${name}@${digest}`);
    expect(exit).toEqual({ code: 0, signal: null });
    expect(lines).toContain("hi there ['.dockerignore', 'Dockerfile', 'handler.py']");
    expect(lines).toContain('on stderr');
  });

  it.each(kinds)('tells what an image is made of, through the %s', async which => {
    const folder = suite.context(`${which}-report`, {
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
    const reference = `${suite.of(which).registry}/team/report-${which}:1`;
    const engine = suite.of(which).engine;
    await suite.build(engine, folder, reference);
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

  // podman's service says nothing of a push before its end: there is no middle to cancel it in.
  it.each(kinds.filter(kind => kind !== 'podman-api'))(
    'stops a push that is cancelled, through the %s',
    async which => {
      const { engine, registry } = suite.of(which);
      const tag = `${registry}/team/cancelled-${which}:1`;
      // Something new to send, large enough to be in the middle of it.
      const extra = `RUN head -c 80000000 /dev/urandom > /weights # ${which}\n`;
      await suite.build(engine, suite.worker(`${which}-cancelled`, 'pass\n', extra), tag);
      const abort = new AbortController();
      const pushing = engine.push(tag, undefined, () => abort.abort(), abort.signal);
      await expect(pushing).rejects.toMatchObject({ kind: 'cancelled' });
      const left = () => processes().filter(line => line.includes(tag));
      await expect.poll(left, { timeout: 10_000 }).toEqual([]);
      const { status } = await fetch(`http://${tag.replace('/', '/v2/').replace(/:1$/, '')}/manifests/1`);
      expect(status).toBe(404);
    },
  );

  it.each(kinds)('explains a push that cannot work, through the %s', async which => {
    const engine = suite.of(which).engine;
    await suite.build(engine, suite.worker('nopush', 'pass\n'), '127.0.0.1:9/team/x:1');
    await expect(
      engine.push('127.0.0.1:9/team/x:1', undefined, () => undefined, never),
    ).rejects.toMatchObject({
      message: 'Could not push 127.0.0.1:9/team/x:1: 127.0.0.1:9 cannot be reached.',
    });
    await expect(
      engine.push(`${suite.of(which).registry}/none:1`, undefined, () => undefined, never),
    ).rejects.toMatchObject({
      kind: 'not-found',
      remedy: 'Build it first.',
    });
  });
}
