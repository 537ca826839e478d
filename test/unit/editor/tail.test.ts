// A tail for the log panel: numbered rows in batches, tracebacks as one row that grows, the state in words.
import { beforeAll, describe, expect, it } from 'vitest';
import { statusOf, Tail } from '../../../src/editor/logs/tail';
import type { EndpointSubject } from '../../../src/editor/subject';
import type { LogBatch } from '../../../src/protocol/logs';
import { aWorker, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';

const lines = [
  '{"requestId": "job-123456", "message": "Started.", "level": "INFO"}',
  'Traceback (most recent call last):',
  '  File "handler.py", line 2, in <module>',
  "ModuleNotFoundError: No module named 'x'",
  'after',
];

function tailOf(texts: readonly string[]) {
  const clock = new FakeClock();
  const cloud = fakeCloud({
    endpoints: { workers: async () => workersOf(aWorker()) },
    logs: {
      async *stream(_endpoint, _worker, _options, signal) {
        for (const [index, line] of texts.entries()) {
          yield { source: 'container' as const, line, ts: `2026-01-01T00:00:0${index}Z`, id: String(index) };
        }
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
      },
    },
  });
  const subject = {
    target: { kind: 'local', name: 'local', cloud },
    endpointId: 'ep1',
    name: 'ocr',
  } as unknown as EndpointSubject;
  return { tail: new Tail(subject, clock), clock };
}

/** Until the lines, which arrive between real turns of the loop, are there. */
async function arrived(tail: Tail, clock: FakeClock, text: string): Promise<void> {
  for (let turn = 0; turn < 500 && !tail.all.some(row => row.text === text); turn++) {
    await new Promise(resolve => setImmediate(resolve));
    await clock.advance(1);
  }
}

// The tail loads it when it runs; here that must not count as waiting for lines.
beforeAll(() => import('../../../src/flows/tailLogs'));

describe('Tail', () => {
  it('makes readable rows, with a traceback as one', async () => {
    const { tail, clock } = tailOf(lines);
    const batches: LogBatch[] = [];
    tail.onBatch(batch => batches.push(batch));
    const running = tail.run();
    await arrived(tail, clock, 'after');
    await clock.advance(200);
    expect(tail.all.map(({ seq, text }) => [seq, text.split('\n').length])).toEqual([
      [0, 1],
      [1, 3],
      [2, 1],
    ]);
    expect(tail.all[0]).toMatchObject({ text: 'Started.', jobId: 'job-123456', level: 'INFO' });
    expect(batches.at(-1)).toMatchObject({ whole: false, stateText: 'Following 1 worker' });
    expect(tail.snapshot()).toMatchObject({ whole: true, endpointName: 'ocr', targetName: 'Local RunPod' });
    tail.dispose();
    await running;
    expect(clock.pending).toBe(0);
  });
});

describe('statusOf', () => {
  it('says the worst first, in words', () => {
    expect(statusOf([])).toEqual({ state: 'live', stateText: 'Waiting for workers' });
    expect(statusOf([{ kind: 'connecting', workerId: 'w' }]).state).toBe('connecting');
    const retrying = {
      kind: 'retrying',
      workerId: 'w2',
      reason: 'the connection ended',
      inMs: 2000,
    } as const;
    expect(statusOf([{ kind: 'live', workerId: 'w' }, retrying])).toEqual({
      state: 'broken',
      stateText: 'Reconnecting to w2 in 2.0 s: the connection ended',
    });
  });
});
