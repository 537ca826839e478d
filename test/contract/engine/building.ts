// Builds on every engine: steps and caches, failures with their line, and a cancel that leaves nothing running.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { type BuildDeps, buildImage as buildFolder } from '../../../src/flows/buildImage';
import { BuildFailure } from '../../../src/image/build/buildFailure';
import { createRunCli } from '../../../src/image/cli/run';
import { buildImage } from '../../../src/image/docker/build';
import { connect } from '../../../src/image/docker/client';
import { createTransport } from '../../../src/image/docker/transport';
import type { BuildEvent } from '../../../src/image/engine';
import { type EngineSuite, kinds, never, processes } from '../../support/engine/suite';

export function testBuilding(suite: EngineSuite): void {
  it('builds with BuildKit through the API, and names its steps', async () => {
    const folder = suite.worker('buildkit', 'print("built")\n', 'RUN echo from-buildkit\n');
    const client = await connect(createTransport({ kind: 'socket', path: suite.docker.socket }));
    const events: BuildEvent[] = [];
    const request = suite.request(folder, 'local/kit:1');
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
    const folder = suite.context(`${which}-bad`, {
      Dockerfile: `ARG BASE=none\nFROM $BASE\n\n# A comment.\nRUN echo first && \\\n    exit 7\n`,
    });
    const failure = await suite
      .build(suite.of(which).engine, folder, 'local/bad:1')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BuildFailure);
    expect(failure).toMatchObject({ place: { folder, line: 4, dockerfile: 'Dockerfile' } });
    expect((failure as BuildFailure).message).toMatch(
      /^The build stopped at line 5 of Dockerfile: "RUN echo first && exit 7" ended with exit code 7\.$/,
    );
    expect((failure as BuildFailure).detail).toContain('first');
  });

  it.each(kinds)('explains a missing file and an unknown instruction through the %s', async which => {
    const missing = suite.context(`${which}-missing`, {
      Dockerfile: 'ARG BASE\nFROM $BASE\nCOPY nowhere.txt .\n',
    });
    await expect(suite.build(suite.of(which).engine, missing, 'local/bad:2')).rejects.toMatchObject({
      message: expect.stringMatching(
        /line 3 of Dockerfile: the file "nowhere.txt" is not in the build context/,
      ),
    });
    const typo = suite.context(`${which}-typo`, { Dockerfile: 'FROM scratch\nRUNN true\n' });
    await expect(suite.build(suite.of(which).engine, typo, 'local/bad:3')).rejects.toMatchObject({
      message: expect.stringMatching(/line 2 of Dockerfile: there is no instruction "RUNN"/),
    });
  });

  it.each(kinds)(
    'tells time, bytes and cache of each step, and no build argument, through the %s',
    async which => {
      const secret = 'correct-horse-battery';
      const folder = suite.context(`${which}-secret`, {
        Dockerfile: [
          'ARG BASE\nFROM $BASE\nARG TOKEN',
          'WORKDIR /w/$TOKEN',
          `RUN head -c 2000000 /dev/urandom > /weights # ${which}`,
          'RUN echo "token: $TOKEN"',
          'COPY . .',
          'RUN test ! -e fail || ls /no/$TOKEN\n',
        ].join('\n'),
      });
      const told: unknown[] = [];
      const deps: BuildDeps = {
        engine: suite.of(which).engine,
        run: createRunCli(process.env),
        findAuth: async () => undefined,
        clock: systemClock,
        progress: { report: step => told.push(step) },
        onEvent: event => told.push(event),
      };
      const buildArgs = { BASE: suite.docker.baseImage, TOKEN: secret };
      const build = () =>
        buildFolder({ folder, repository: `local/${which}-secret`, buildArgs }, deps, never);
      const { steps } = await build();
      const weights = steps.find(({ name }) => name.includes('/weights'));
      expect(weights).toMatchObject({ cached: false, seconds: expect.any(Number) });
      // podman counts the layer's tar, and rounds.
      expect(Math.round((weights?.bytes ?? 0) / 1e5)).toBe(20);
      const again = await build();
      expect(again.steps.filter(({ cached }) => cached).length).toBeGreaterThan(1);

      writeFileSync(join(folder, 'fail'), '');
      const failure = await build().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(BuildFailure);
      const { message, detail = '' } = failure as BuildFailure;
      const all = JSON.stringify([told, steps, again, message, detail]);
      expect(all).toContain('token: •••');
      expect(detail).toContain('/no/•••');
      expect(all).not.toContain(secret);
    },
  );

  // podman's service does not stop a RUN step when its client goes: that is why its command line is preferred.
  it.each(kinds.filter(kind => kind !== 'podman-api'))(
    'really stops a build that is cancelled, through the %s',
    async which => {
      const mark = `sleep 9${kinds.indexOf(which)}.5`;
      const folder = suite.context(`${which}-slow`, {
        Dockerfile: `ARG BASE\nFROM $BASE\nRUN echo go && ${mark}\n`,
      });
      const abort = new AbortController();
      const request = suite.request(folder, 'local/slow:1');
      const building = suite
        .of(which)
        .engine.build(
          request,
          event => event.kind === 'output' && event.line === 'go' && abort.abort(),
          abort.signal,
        );
      await expect(building).rejects.toMatchObject({ kind: 'cancelled' });
      await expect
        .poll(() => processes().filter(line => line.startsWith(mark)), { timeout: 10_000 })
        .toEqual([]);
      expect(await suite.of(which).engine.has('local/slow:1')).toBe(false);
    },
  );
}
