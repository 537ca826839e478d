// What is made of the probe's words: times, lost output, and a place for every way an import can end.
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { imageImports } from '../../../src/flows/checkImport/imageImports';
import type { ImportPlan } from '../../../src/flows/checkImport/importPlan';
import { runImport } from '../../../src/flows/checkImport/importRunner';
import { moduleTimes } from '../../../src/flows/checkImport/importTimes';
import { lostOutput } from '../../../src/flows/checkImport/lostOutput';
import { TranscriptReader } from '../../../src/flows/checkImport/probeEvents';
import type { ContainerOptions } from '../../../src/image/engine';

const mark = '\u001em ';
const begin = `${mark}{"kind":"begin","at":0}`;

function read(...lines: string[]): TranscriptReader {
  const reader = new TranscriptReader(mark);
  for (const line of lines) reader.take(line);
  return reader;
}

describe('the transcript', () => {
  it('tells events, times and the worker’s own lines apart, also on one line', () => {
    const told = read(
      'import time: self [us] | cumulative | imported package',
      'import time:       100 |        100 | before_the_worker',
      begin,
      'import time:       200 |        300 |   json.decoder',
      'half a line import time:       200 |        500 | json',
      `no line end${mark}{"kind":"ended","at":1}`,
      '',
    );
    expect(told.events.map(({ kind }) => kind)).toEqual(['begin', 'ended']);
    expect(told.imports.map(({ module, depth }) => [module, depth])).toEqual([
      ['json.decoder', 1],
      ['json', 0],
    ]);
    expect(told.output).toEqual(['half a line ', 'no line end', '']);
  });

  it('takes what it cannot read for no event', () => {
    expect(read(`${mark}{"kind":"else"}`, `${mark}{`).events).toEqual([]);
  });
});

describe('the times', () => {
  it('name the slowest modules with what took the time below them', () => {
    const line = (module: string, own: number, all: number, depth: number) =>
      `import time: ${own} | ${all} | ${'  '.repeat(depth)}${module}`;
    const { imports } = read(
      begin,
      line('torch._C', 800_000, 800_000, 2),
      line('torch.nn', 10_000, 810_000, 1),
      line('torch', 90_000, 900_000, 0),
      line('tiny', 900, 900, 0),
      line('app', 1_500_000, 1_500_000, 0),
    );
    expect(moduleTimes(imports)).toEqual([
      { module: 'app', seconds: 1.5, ownSeconds: 1.5, slowest: [] },
      { module: 'torch', seconds: 0.9, ownSeconds: 0.09, slowest: [{ module: 'torch._C', ownSeconds: 0.8 }] },
    ]);
  });
});

describe('lost output', () => {
  const printed = (text: string) => ({
    kind: 'printed' as const,
    at: 0,
    bytes: Buffer.byteLength(text),
    text,
  });
  it('is what was printed after the last flush', () => {
    expect(lostOutput([printed('seen\n'), { kind: 'flushed', at: 0, bytes: 5 }, printed('grüße\n')])).toBe(
      'grüße\n',
    );
    expect(lostOutput([printed('seen\n'), { kind: 'flushed', at: 0, bytes: 5 }])).toBe('');
  });
});

describe('in an image', () => {
  const plan: ImportPlan = {
    folder: '/w',
    path: '/w/src/handler.py',
    script: 'src/handler.py',
    module: undefined,
    args: [],
    unbuffered: true,
    env: {},
    inImage: {
      interpreter: 'python3',
      script: 'handler.py',
      workdir: '/app',
      fileAt: path => (path === '/app/handler.py' ? '/w/src/handler.py' : undefined),
    },
  };
  const options = { timeoutSeconds: 60, clock: systemClock, mark, onProgress: () => undefined };

  function runnerFor(lines: readonly string[], code: number | null) {
    const started: ContainerOptions[] = [];
    const runner = imageImports({
      image: 'acme/worker:1',
      probe: 'PROBE',
      id: '1',
      engine: {
        pull: async () => undefined,
        async run(given, onLine) {
          started.push(given);
          for (const line of lines) onLine(line);
          const exited = Promise.resolve({ code, signal: null });
          return { pid: 1, exited, stop: async () => undefined, memoryBytes: async () => undefined };
        },
      },
    });
    return { runner, started };
  }

  it('runs the interpreter of the Dockerfile and finds the files of the folder behind those of the image', async () => {
    const frame = '{"path":"app/handler.py","line":3,"name":"<module>","text":"import torch"}';
    const failed = `${mark}{"kind":"failed","at":1,"type":"ImportError","message":"libcuda","frames":[${frame}]}`;
    const { runner, started } = runnerFor([begin, failed], 1);
    const report = await runImport(plan, runner, options, new AbortController().signal);
    expect(started[0]).toMatchObject({
      image: 'acme/worker:1',
      entrypoint: ['python3'],
      command: ['-X', 'importtime', '-c', 'PROBE', expect.stringContaining('"workdir":"/app"')],
      env: { PYTHONUNBUFFERED: '1' },
    });
    expect(report).toMatchObject({
      runtime: 'image',
      image: 'acme/worker:1',
      outcome: 'failed',
      findings: [{ name: 'import-failed', path: '/w/src/handler.py', range: { start: { line: 2 } } }],
    });
  });

  it('says in the words of the engine that Python never ran', async () => {
    const { runner } = runnerFor(['exec: "python3": not found'], 127);
    await expect(runImport(plan, runner, options, new AbortController().signal)).rejects.toMatchObject({
      message: 'Python could not run the worker (status 127).',
      detail: 'exec: "python3": not found',
    });
  });
});
