// The tail of an endpoint: every worker's stream in one, resumed without loss or repeats, gaps told, nothing left
// behind at the end.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import type { TailItem } from '../../../src/logs/line';
import type { StreamedEvent } from '../../../src/logs/logLine';
import { ResumePoint, type StreamStart } from '../../../src/logs/resumePoint';
import { logSnapshot } from '../../../src/logs/snapshot';
import { type TailPort, tailEndpoint } from '../../../src/logs/tailEndpoint';
import type { TailState } from '../../../src/logs/tailWorker';
import { FakeClock } from '../../support/fakeClock';
import { turn } from '../../support/letTimePass';

const broke = () => new AppError('remote', 'The log stream broke off.');
const gone = () => new AppError('not-found', 'There is no log.');

function event(n: number, line = `line ${n}`): StreamedEvent {
  return { id: `c${n}`, source: 'container', line, ts: `2026-01-01T00:00:0${n}Z` };
}

type Step = StreamedEvent | Error | 'hold' | 'end';

/** Workers whose connections play scripts, one after the other. */
class Script implements TailPort {
  readonly opened: [string, StreamStart][] = [];

  constructor(
    readonly scripts: Record<string, Step[][]>,
    public listed = Object.keys(scripts),
  ) {}

  workers = async () => this.listed;

  async *stream(workerId: string, start: StreamStart, signal: AbortSignal): AsyncGenerator<StreamedEvent> {
    this.opened.push([workerId, start]);
    for (const step of this.scripts[workerId]?.shift() ?? [gone()]) {
      if (step instanceof Error) throw step;
      if (step === 'end') return;
      if (step === 'hold') await new Promise<never>((_, reject) => whenAborted(signal, reject));
      else yield step;
    }
  }
}

function whenAborted(signal: AbortSignal, reject: (error: Error) => void): void {
  const fail = () => reject(new AppError('cancelled', 'Cancelled.'));
  if (signal.aborted) fail();
  signal.addEventListener('abort', fail);
}

async function follow(
  port: Script,
  ms: number,
  during: (ms: number) => void = () => undefined,
  workerId?: string,
  resume?: ReadonlyMap<string, ResumePoint>,
) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const items: TailItem[] = [];
  const states: TailState[] = [];
  const options = {
    endpointId: 'ep1',
    workerId,
    start: { tail: 100 },
    resume,
    secrets: ['hunter22'],
    onState: (state: TailState) => states.push(state),
  };
  const reading = (async () => {
    for await (const item of tailEndpoint(port, options, clock, stop.signal)) items.push(item);
  })();
  let error: unknown;
  reading.catch(thrown => {
    error = thrown;
  });
  for (let at = 0; at < ms; at += 500) {
    during(at);
    await clock.advance(500);
    await turn();
  }
  stop.abort();
  await reading.catch(() => undefined);
  await turn();
  expect(clock.pending).toBe(0);
  const lines = items.map(item =>
    'gap' in item ? `gap ${item.gap.workerId} from ${item.gap.from}` : `${item.workerId} ${item.line}`,
  );
  return { lines, states, error };
}

describe('tailEndpoint', () => {
  it('follows all workers and picks up new ones from their start', async () => {
    const port = new Script({ w1: [[event(1), 'hold']], w2: [[event(2), 'hold']] }, ['w1']);
    const { lines } = await follow(port, 5_000, at => {
      if (at === 2_500) port.listed = ['w1', 'w2'];
    });
    expect(lines).toEqual(['w1 line 1', 'w2 line 2']);
    expect(port.opened).toEqual([
      ['w1', { tail: 100 }],
      ['w2', { tail: 5_000 }],
    ]);
  });

  it('resumes a step before where it was, and drops as many repeats as there are', async () => {
    const port = new Script({
      w1: [
        [event(1), event(2, 'same'), broke()],
        [event(2, 'same'), event(3), event(2, 'same'), event(2, 'same'), 'hold'],
      ],
    });
    const { lines, states } = await follow(port, 5_000);
    expect(lines).toEqual(['w1 line 1', 'w1 same', 'w1 line 3', 'w1 same', 'w1 same']);
    expect(port.opened[1]).toEqual(['w1', { lastEventId: 'c1' }]);
    expect(states.map(state => state.kind)).toEqual([
      'connecting',
      'live',
      'retrying',
      'connecting',
      'live',
      'ended',
    ]);
    expect(states[2]).toMatchObject({ reason: 'The log stream broke off', inMs: 500 });
  });

  it('waits longer after each failure, and asks quickly again after a success', async () => {
    const port = new Script({
      w1: [[event(1), broke()], [broke()], [broke()], [event(2), broke()], ['hold']],
    });
    const { states } = await follow(port, 20_000);
    expect(states.flatMap(state => (state.kind === 'retrying' ? [state.inMs] : []))).toEqual([
      500, 1_000, 2_000, 500,
    ]);
  });

  it('tells what is missing when the log does not go on where it was', async () => {
    const port = new Script({
      w1: [
        [event(1), event(2), broke()],
        [event(6), event(7), 'hold'],
      ],
    });
    expect((await follow(port, 3_000)).lines).toEqual([
      'w1 line 1',
      'w1 line 2',
      'gap w1 from 2026-01-01T00:00:02Z',
      'w1 line 6',
      'w1 line 7',
    ]);
  });

  it('loses and doubles nothing where lines share a stamp, whichever way the server takes its cursor', async () => {
    const at = (second: number, line: string): StreamedEvent => ({
      ...event(second, line),
      id: `t${second}`,
    });
    const log = [at(1, 'a'), at(2, 'tick'), at(2, 'tick'), at(2, 'b'), at(2, 'tick'), at(3, 'c')];
    for (const inclusive of [true, false]) {
      for (let cut = 1; cut < log.length; cut++) {
        const port = new Script({ w1: [] });
        port.stream = async function* (_: string, start: StreamStart, signal: AbortSignal) {
          const first = port.opened.push(['w1', start]) === 1;
          const from = start.lastEventId ?? 't0';
          const rest = log.filter(({ id = '' }) => (inclusive ? id >= from : id > from));
          yield* first ? rest.slice(0, cut) : rest;
          if (first) throw broke();
          await new Promise<never>((_resolve, reject) => whenAborted(signal, reject));
        };
        expect((await follow(port, 2_000)).lines).toEqual(log.map(({ line }) => `w1 ${line}`));
      }
    }
  });

  it('goes on from what an earlier session had', async () => {
    const point = new ResumePoint();
    for (const n of [1, 2]) point.add(event(n));
    const port = new Script({ w1: [[event(2), event(3), 'hold']] });
    const { lines } = await follow(port, 1_000, () => undefined, undefined, new Map([['w1', point]]));
    expect(port.opened[0]).toEqual(['w1', { lastEventId: 'c1' }]);
    expect(lines).toEqual(['w1 line 3']);
  });

  it('hides secrets before anybody sees a line', async () => {
    const port = new Script({ w1: [[event(1, 'my hunter22 and rpa_ABCDEFGH12345678'), 'hold']] });
    expect((await follow(port, 1_000)).lines).toEqual(['w1 my ••• and •••']);
  });

  it('tells the time that is lost when a worker took its log along', async () => {
    const port = new Script({ w1: [[event(1), event(4), broke()], [gone()]] });
    const { lines } = await follow(port, 3_000, at => {
      if (at > 0) port.listed = [];
    });
    expect(lines).toEqual(['w1 line 1', 'w1 line 4', 'gap w1 from 2026-01-01T00:00:04Z']);
  });

  it('tells no gap when the server ended the log of a worker that is gone', async () => {
    const port = new Script({ w1: [[event(1), 'end']] });
    port.workers = async () => (port.opened.length === 0 ? ['w1'] : []);
    expect((await follow(port, 5_000)).lines).toEqual(['w1 line 1']);
  });

  it('comes back for a worker whose log is not there yet', async () => {
    const port = new Script({ w1: [[gone()], [gone()], [event(1), 'hold']] });
    expect((await follow(port, 10_000)).lines).toEqual(['w1 line 1']);
  });

  it('opens a silent connection anew', async () => {
    const port = new Script({
      w1: [
        [event(1), 'hold'],
        [event(2), 'hold'],
      ],
    });
    expect((await follow(port, 125_000)).lines).toEqual(['w1 line 1', 'w1 line 2']);
    expect(port.opened).toHaveLength(2);
  });

  it('ends by itself when the one worker it follows is gone', async () => {
    const port = new Script({ w1: [[event(1), 'end'], ['end']], w2: [] });
    const { lines, error } = await follow(
      port,
      20_000,
      at => {
        if (at === 1_000) port.listed = ['w2'];
      },
      'w1',
    );
    expect(lines).toEqual(['w1 line 1']);
    expect(error).toBeUndefined();
  });

  it('throws when the key is refused or there is no endpoint', async () => {
    const refused = new Script({ w1: [[new AppError('unauthorized', 'No.')]] });
    expect((await follow(refused, 1_000)).error).toMatchObject({ kind: 'unauthorized' });
    const missing = new Script({});
    missing.workers = () => Promise.reject(gone());
    expect((await follow(missing, 1_000)).error).toMatchObject({ kind: 'not-found' });
  });
});

describe('logSnapshot', () => {
  it('reads what is there and puts it in order of time', async () => {
    const port = new Script({
      w1: [[event(1), event(4), 'hold']],
      w2: [[event(2), event(3), 'end']],
      w3: [[gone()]],
    });
    const clock = new FakeClock();
    const options = { endpointId: 'ep1', start: { tail: 10 } };
    const reading = logSnapshot(port, options, clock, new AbortController().signal);
    await turn();
    await clock.advance(2_000);
    expect((await reading).map(item => 'line' in item && item.line)).toEqual([
      'line 1',
      'line 2',
      'line 3',
      'line 4',
    ]);
    expect(clock.pending).toBe(0);
  });
});
