// A log session and what its panel is told: history from disk, then what comes, filtered, found, explained.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statusOf } from '../../../src/editor/logs/connectionStatus';
import { LogConversation } from '../../../src/editor/logs/logConversation';
import { LogSession } from '../../../src/editor/logs/logSession';
import type { EndpointSubject } from '../../../src/editor/subject';
import { LogCapture } from '../../../src/logs/capture/capture';
import { readLogMessage } from '../../../src/protocol/logMessages';
import {
  type FromLogHost,
  type LogDetails,
  type LogRows,
  type LogStatus,
  noFilter,
} from '../../../src/protocol/logs';
import { aWorker, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';
import { logLineOf, pythonTraceback, sdkLine, stampAt } from '../../support/logLines';

/** Lines of a worker that is gone, on disk. */
async function captured(count: number): Promise<LogCapture> {
  const capture = new LogCapture({ folder, endpointId: 'ep1', clock: new FakeClock() });
  for (let n = 0; n < count; n++)
    await capture.keep(logLineOf(`kept line ${n}`, { workerId: 'gone', at: n / 10, cursor: `c${n}` }));
  return capture;
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Circumstances {
  readonly from?: number;
  readonly quickBytes?: number;
  readonly wholeBytes?: number;
}

async function opened(texts: readonly string[], { from = 1_000, ...bounds }: Circumstances = {}) {
  const clock = new FakeClock();
  const worker = aWorker();
  const cloud = fakeCloud({
    endpoints: { workers: async () => workersOf(worker) },
    logs: {
      async *stream(_endpoint, _worker, _options, signal) {
        for (const [index, line] of texts.entries()) {
          yield { source: 'container' as const, line, ts: stampAt(from + index), id: `c${from + index}` };
        }
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
      },
    },
  });
  const target = { kind: 'local', name: 'local', cloud };
  const subject = { target, endpointId: 'ep1', name: 'ocr' } as unknown as EndpointSubject;
  const session = new LogSession(subject, {
    clock,
    folder: async () => folder,
    secrets: () => [],
    ...bounds,
  });
  const sent: FromLogHost[] = [];
  const copied: string[] = [];
  const ignore = () => undefined;
  const conversation = new LogConversation(session, {
    send: message => void sent.push(message),
    now: () => clock.now(),
    copy: text => void copied.push(text),
    openDocument: text => void copied.push(text),
    save: ignore,
    openJob: ignore,
    openFile: ignore,
    hasJob: () => true,
    filesIn: async () => [{ path: '/app/handler.py', line: 3 }],
  });
  const running = session.run();
  const last = <T extends FromLogHost>(kind: T['kind']) =>
    sent.findLast((message): message is T => message.kind === kind);
  const until = async (holds: () => boolean) => {
    // The disk takes real time.
    const deadline = Date.now() + 4_000;
    while (!holds() && Date.now() < deadline) {
      await new Promise(resolve => setImmediate(resolve));
      await clock.advance(10);
    }
    expect(holds()).toBe(true);
  };
  const close = async () => {
    conversation.dispose();
    session.dispose();
    await running;
    expect(clock.pending).toBe(0);
  };
  return { conversation, session, sent, copied, last, until, close, worker };
}

const rows = (message: LogRows | undefined) => message?.rows.map(row => row.text);

describe('a log panel', () => {
  it('is told what is there, and gets the rows it asks for', async () => {
    const { conversation, last, until, close, copied } = await opened([
      sdkLine('Started.', 'job-123456'),
      ...pythonTraceback,
      'after',
    ]);
    await until(() => last<LogStatus>('status')?.total === 6);
    expect(last<LogStatus>('status')).toMatchObject({
      endpointName: 'ocr',
      targetName: 'Local RunPod',
      state: 'live',
      stateText: 'Following 1 worker',
      first: 0,
      end: 6,
    });
    await conversation.answer({ kind: 'rows', from: 0, count: 10 });
    expect(rows(last<LogRows>('rows'))).toEqual(['Started.', ...pythonTraceback, 'after']);
    await conversation.answer({ kind: 'filter', filter: { ...noFilter, text: 'torch' } });
    await conversation.answer({ kind: 'rows', from: 0, count: 10 });
    expect(rows(last<LogRows>('rows'))).toEqual(pythonTraceback);
    await conversation.answer({ kind: 'details', seq: 3 });
    expect(last<LogDetails>('details')).toMatchObject({
      text: pythonTraceback.join('\n'),
      files: [{ path: '/app/handler.py', line: 3 }],
      hasJob: true,
    });
    await conversation.answer({ kind: 'copy', from: 3, to: 4 });
    expect(copied[0]).toMatch(/^2026-01-01T00:16:44.000Z \S+ ERROR ModuleNotFoundError/);
    await conversation.answer({ kind: 'filter', filter: { ...noFilter, text: '(', isRegex: true } });
    expect(last<LogStatus>('status')).toMatchObject({
      refusal: expect.stringContaining('regular expression'),
      end: 4,
    });
    await close();
  });

  it('opens a failed job on its traceback, and jumps from error to error', async () => {
    const { conversation, last, until, close } = await opened([
      sdkLine('Started.', 'job-123456'),
      sdkLine('not yet the reason', 'job-123456', 'ERROR'),
      ...pythonTraceback,
      sdkLine('Finished.', 'job-123456'),
    ]);
    conversation.focusOn({ jobId: 'job-123456' });
    await until(() => last('reveal') !== undefined);
    expect(last('reveal')).toMatchObject({ position: 2 });
    await until(() => last<LogStatus>('status')?.total === 7);
    await conversation.answer({ kind: 'find', what: 'error', from: 6, backwards: true });
    expect(last('reveal')).toMatchObject({ position: 2 });
    await conversation.answer({ kind: 'find', what: 'error', from: 2, backwards: true });
    expect(last('reveal')).toMatchObject({ position: 1 });
    await close();
  });

  it('shows all of a history at once that has an index, and goes on with it', async () => {
    const capture = await captured(6_000);
    await capture.close();
    const { conversation, sent, last, until, close } = await opened(['live']);
    await until(() => last<LogStatus>('status')?.total === 6_001);
    const totals = sent.flatMap(message => (message.kind === 'status' ? [message.total] : []));
    expect([...new Set(totals)].filter(total => total > 0)).toEqual([6_000, 6_001]);
    // The last screen comes without being asked for.
    expect(rows(last<LogRows>('rows'))?.at(-1)).toBe('kept line 5999');
    await conversation.answer({ kind: 'rows', from: 5_999, count: 10 });
    expect(rows(last<LogRows>('rows'))).toEqual(['kept line 5999', 'live']);
    await close();
  });

  it.each([{ quickBytes: 0 }, { wholeBytes: 0 }])(
    'shows the end of a long history at once (%j), then all of it, and moves positions with it',
    async bounds => {
      const capture = await captured(6_000);
      await capture.flush();
      const { conversation, sent, last, until, close } = await opened(['live'], bounds);
      await until(
        () => last<LogStatus>('status')?.total === 6_001 && last<LogStatus>('status')?.loading === undefined,
      );
      const totals = sent.flatMap(message => (message.kind === 'status' ? [message.total] : []));
      expect(totals[0]).toBeLessThan(3_000);
      const moved = sent.find(
        (message): message is LogStatus => message.kind === 'status' && message.revision === 1,
      );
      const before = sent.findLast(
        (message): message is LogStatus => message.kind === 'status' && message.revision === 0,
      );
      expect(moved!.end - moved!.shift!).toBeGreaterThanOrEqual(before!.end);
      await conversation.answer({ kind: 'rows', from: 0, count: 1 });
      expect(rows(last<LogRows>('rows'))).toEqual(['kept line 0']);
      await conversation.answer({ kind: 'rows', from: 5_999, count: 10 });
      expect(rows(last<LogRows>('rows'))).toEqual(['kept line 5999', 'live']);
      await close();
    },
  );

  it('has after a crash what it had, and goes on without repeats', async () => {
    const first = await opened(['one', 'two', 'three']);
    await first.until(() => first.last<LogStatus>('status')?.total === 3);
    await first.close();
    const second = await opened(['two', 'three', 'four'], { from: 1_001 });
    await second.until(() => second.last<LogStatus>('status')?.total === 4);
    await second.conversation.answer({ kind: 'rows', from: 0, count: 10 });
    expect(rows(second.last<LogRows>('rows'))).toEqual(['one', 'two', 'three', 'four']);
    await second.close();
  });
});

describe('readLogMessage', () => {
  it('believes nothing that is not a message', () => {
    expect(readLogMessage({ kind: 'rows', from: 0, count: 10 })).toEqual({
      kind: 'rows',
      from: 0,
      count: 10,
    });
    for (const wrong of [null, 'ready', { kind: 'rows', from: -1, count: 1 }, { kind: 'openFile', path: 1 }])
      expect(readLogMessage(wrong)).toBeUndefined();
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
