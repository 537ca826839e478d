// Progress and figures of a build: time, bytes and cache hits of each step, and no value of a build argument anywhere.
import { describe, expect, it } from 'vitest';
import { stepTable, watchSteps, withBytes } from '../../../src/flows/buildSteps';
import { hideBuildArgs } from '../../../src/flows/hideBuildArgs';
import { BuildFailure } from '../../../src/image/build/buildFailure';
import type { BuildEvent } from '../../../src/image/engine';
import { FakeClock } from '../../support/fakeClock';

describe('the steps of a build', () => {
  it('are told with time, fetched bytes and cache hits while they run', async () => {
    const clock = new FakeClock();
    const said: string[] = [];
    const events: BuildEvent[] = [];
    const steps = watchSteps({
      title: 'Build',
      clock,
      progress: { report: ({ message }) => said.push(message) },
      onEvent: event => events.push(event),
    });
    steps.onEvent({ kind: 'step', index: 1, total: 3, name: 'FROM base', cached: false });
    steps.onEvent({ kind: 'transfer', index: 1, currentBytes: 1_500_000, totalBytes: 6_000_000 });
    await clock.advance(1_500);
    steps.onEvent({ kind: 'stepDone', index: 1, cached: false });
    steps.onEvent({ kind: 'step', index: 2, total: 3, name: 'COPY . .', cached: false });
    steps.onEvent({ kind: 'stepDone', index: 2, cached: true });
    steps.onEvent({ kind: 'step', index: 3, total: 3, name: 'RUN make', cached: false });
    await clock.advance(65_000);
    steps.onEvent({ kind: 'stepDone', index: 3, cached: false });
    steps.dispose();
    const toldBefore = said.length;
    await clock.advance(5_000);
    expect(said.length).toBe(toldBefore);
    expect(said).toEqual(
      expect.arrayContaining([
        'Build, step 1 of 3: FROM base (1.5 MB of 6.0 MB)',
        'Build, step 3 of 3 (1 from the cache): RUN make',
        'Build, step 3 of 3 (1 from the cache): RUN make (1 min 04 s)',
      ]),
    );
    expect(events).toContainEqual({ kind: 'stepDone', index: 3, cached: false, seconds: 65 });
    expect(steps.times).toEqual([
      { name: 'FROM base', seconds: 1.5, cached: false },
      { name: 'COPY . .', seconds: 0, cached: true },
      { name: 'RUN make', seconds: 65, cached: false },
    ]);
  });

  it('learn their bytes from the history of either builder', () => {
    const names = [
      'FROM base',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install   -r requirements.txt',
      'CMD ["x"]',
    ];
    const times = names.map(name => ({ name, seconds: 1, cached: false }));
    const classic = [
      { createdBy: '/bin/sh -c #(nop) COPY file:ba5e in / ', bytes: 9_000 },
      { createdBy: '/bin/sh -c #(nop) WORKDIR /app', bytes: 0 },
      { createdBy: '/bin/sh -c #(nop) COPY dir:0123 in . ', bytes: 700 },
      { createdBy: '|1 A=b /bin/sh -c pip install -r requirements.txt', bytes: 5_000_000 },
      { createdBy: '/bin/sh -c #(nop)  CMD ["x"]', bytes: 0 },
    ];
    const kit = [
      { createdBy: 'COPY base / # buildkit', bytes: 9_000 },
      { createdBy: 'WORKDIR /app', bytes: 0 },
      { createdBy: 'COPY . . # buildkit', bytes: 700 },
      { createdBy: 'RUN |1 A=b /bin/sh -c pip install   -r requirements.txt # buildkit', bytes: 5_000_000 },
    ];
    for (const history of [classic, kit]) {
      expect(withBytes(times, history).map(({ bytes }) => bytes)).toEqual([
        undefined,
        0,
        700,
        5_000_000,
        undefined,
      ]);
    }
    expect(withBytes(times, [])).toEqual(times);
  });

  it('are summed up line by line', () => {
    const table = stepTable([
      { name: 'COPY . .', seconds: 0, cached: true, bytes: 700 },
      { name: 'RUN pip install x', seconds: 12.34, cached: false, bytes: 5_000_000 },
    ]);
    expect(table).toEqual([
      '2 steps, 1 from the cache',
      '     cached  700 bytes  COPY . .',
      '       12 s     5.0 MB  RUN pip install x',
    ]);
  });
});

describe('the values of build arguments', () => {
  const hidden = hideBuildArgs({ TOKEN: 'correct horse', KEY: '-----BEGIN-----\nabcdefgh' });

  it('are in no name of a step and no output', () => {
    expect(hidden.event({ kind: 'output', line: 'got correct horse, abcdefgh' })).toEqual({
      kind: 'output',
      line: 'got •••, •••',
    });
    const step = { kind: 'step', index: 1, total: 1, name: 'WORKDIR /correct horse', cached: false } as const;
    expect(hidden.event(step)).toEqual({ ...step, name: 'WORKDIR /•••' });
  });

  it('are in no failure, which keeps its place and its remedy', () => {
    const place = { folder: '/w', dockerfile: 'Dockerfile', line: 2 };
    const failure = new BuildFailure(
      'no correct horse',
      { remedy: 'Mend it.', detail: 'correct horse' },
      place,
    );
    const told = hidden.failure(failure);
    expect(told).toMatchObject({ message: 'no •••', detail: '•••', remedy: 'Mend it.', place });
    const other = new Error('x');
    expect(hidden.failure(other)).toBe(other);
  });
});
