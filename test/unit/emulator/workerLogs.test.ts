// The log stream of a worker: backfill, filters, resume without loss or repeat, and staying open.
import { createParser } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { errorLineFor, failureEvidence } from '../../../src/emulator/logs/evidence';
import { WorkerLog } from '../../../src/emulator/logs/workerLog';
import { FakeClock, settle } from '../../support/fakeClock';
import { LocalPlatform, testKey } from '../../support/localPlatform';

interface Line {
  readonly id: string | undefined;
  readonly source: string;
  readonly line: string;
}

async function withWorker() {
  const local = new LocalPlatform();
  const id = await local.endpoint({ workers: { min: 1 } });
  await local.clock.advance(300);
  const worker = local.runtime.latest;
  const path = `/v2/serverless/${id}/workers/${worker.spec.workerId}/logs`;
  const open = async (query = '', headers: Record<string, string> = {}) => {
    const response = await local.app.request(`http://127.0.0.1:4000${path}${query}`, {
      headers: { authorization: `Bearer ${testKey}`, ...headers },
    });
    return { response, lines: collect(response) };
  };
  return { local, worker, open, path };
}

/** Grows as events arrive. */
function collect(response: Response): Line[] {
  const lines: Line[] = [];
  const parser = createParser({
    onEvent: ({ id, data, event }) => {
      expect(event).toBeUndefined();
      lines.push({ id, ...JSON.parse(data) });
    },
  });
  const decoder = new TextDecoder();
  void (async () => {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  })();
  return lines;
}

const texts = (lines: readonly Line[]) => lines.map(line => line.line);

describe('the log stream', () => {
  it('sends history, then what comes, and stays open', async () => {
    const { worker, open } = await withWorker();
    worker.write('container', 'one');
    const { response, lines } = await open('?source=container');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    await settle();
    expect(texts(lines)).toEqual(['one']);
    worker.write('system', 'not this');
    worker.write('container', 'two');
    await settle();
    expect(lines).toMatchObject([
      { source: 'container', line: 'one' },
      { source: 'container', line: 'two' },
    ]);
  });

  it('limits history by tail and since', async () => {
    const { local, worker, open } = await withWorker();
    worker.write('container', 'old');
    await local.clock.advance(10_000);
    const since = new Date(local.clock.now()).toISOString();
    worker.write('container', 'new');
    const last = await open('?tail=1');
    const live = await open('?tail=0');
    const recent = await open(`?since=${since}&source=container`);
    await settle();
    expect(texts(last.lines)).toEqual(['new']);
    expect(texts(live.lines)).toEqual([]);
    expect(texts(recent.lines)).toEqual(['new']);
  });

  it('resumes after the last event, losing and repeating nothing, lines of one time included', async () => {
    const { worker, open } = await withWorker();
    for (const line of ['a', 'b', 'c']) worker.write('container', line);
    const first = await open('?source=container');
    await settle();
    const seen = first.lines[1]?.id ?? '';
    const { lines } = await open('?source=container&tail=0', { 'last-event-id': seen });
    worker.write('container', 'd');
    await settle();
    expect(texts(lines)).toEqual(['c', 'd']);
  });

  it('refuses a wrong query, and a worker that never was', async () => {
    const { local, open, path } = await withWorker();
    for (const query of ['?tail=5001', '?tail=x', '?source=other', '?since=yesterday']) {
      expect((await open(query)).response.status).toBe(422);
    }
    expect((await local.call(path.replace(/workers\/\w+/, 'workers/none'))).status).toBe(404);
  });

  it('can still be read when the worker is gone', async () => {
    const { local, worker, open } = await withWorker();
    worker.write('container', 'last words');
    await local.platform.stop();
    const { lines } = await open('?source=container');
    await settle();
    expect(texts(lines)).toEqual(['last words']);
  });
});

describe('a worker log', () => {
  it('cuts a flood and says how much was left out', async () => {
    const clock = new FakeClock();
    const log = new WorkerLog(clock);
    for (let n = 0; n < 1_500; n++) log.write('container', `line ${n}`);
    await clock.advance(1_000);
    log.write('container', 'after');
    const lines = log.query({ tail: 5_000 }).map(entry => entry.line);
    expect(lines).toHaveLength(1_002);
    expect(lines.at(-2)).toContain('500 lines of output were left out');
  });
});

describe('evidence', () => {
  it('is the traceback where there is one, else the last lines', () => {
    const traceback = ['Traceback (most recent call last):', '  File "x"', 'ValueError: y'];
    expect(failureEvidence(['noise', ...traceback])).toBe(traceback.join('\n'));
    expect(failureEvidence(['a', 'b'])).toBe('a\nb');
    expect(failureEvidence([])).toBe('');
  });

  it('finds the ERROR line of a job in both shapes of the SDK’s log', () => {
    const json = JSON.stringify({ requestId: 'j1', message: 'mine', level: 'ERROR' });
    const other = JSON.stringify({ requestId: 'j2', message: 'other', level: 'ERROR' });
    expect(errorLineFor([json, other], 'j1')).toBe('mine');
    expect(errorLineFor(['ERROR  | j1 | plain', 'INFO   | j1 | no'], 'j1')).toBe('j1 | plain');
    expect(errorLineFor(['INFO   | fine'], 'j1')).toBeUndefined();
  });
});
