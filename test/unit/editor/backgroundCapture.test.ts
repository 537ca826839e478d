// Logs that nobody looks at are kept: of which endpoints the setting says, never beside an open panel, within the budget.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/base/emitter';
import { BackgroundCapture } from '../../../src/editor/logs/backgroundCapture';
import type { Target } from '../../../src/flows/target';
import { openHistory } from '../../../src/logs/capture/history';
import { aWorker, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';
import { stampAt } from '../../support/logLines';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'background-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function watched(given: { scope?: 'open' | 'deployed' | 'all'; room?: boolean } = {}) {
  const { scope = 'deployed', room = true } = given;
  const clock = new FakeClock();
  const polls: string[] = [];
  const cloud = fakeCloud({
    endpoints: {
      async workers(endpointId) {
        polls.push(endpointId);
        return workersOf(aWorker());
      },
    },
    logs: {
      async *stream(_endpoint, _worker, _options, signal) {
        yield { source: 'container' as const, line: 'ImportError: torch', ts: stampAt(1), id: 'c1' };
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
      },
    },
  });
  const target = (name: string) => ({ kind: name === 'local' ? 'local' : 'account', name, cloud }) as Target;
  const known = [
    { target: target('local'), endpointIds: ['l1'], budget: { take: () => room } },
    { target: target('me'), endpointIds: ['a1', 'a2', 'a3', 'a4', 'a5'], budget: { take: () => room } },
  ];
  const reason = new Emitter<void>();
  const shown = new Set<string>();
  const problems: unknown[] = [];
  const capture = new BackgroundCapture({
    clock,
    scope: () => scope,
    known: () => known,
    isShown: ({ endpointId }) => shown.has(endpointId),
    deployed: async () => ['a2', 'gone'],
    folder: async ({ name }) => join(folder, name),
    secrets: () => [],
    onProblem: error => problems.push(error),
    reasons: [reason.event],
  });
  const until = async (holds: () => boolean | Promise<boolean>) => {
    // The disk takes real time.
    const deadline = Date.now() + 4_000;
    while (!(await holds()) && Date.now() < deadline) {
      await new Promise(resolve => setImmediate(resolve));
      await clock.advance(50);
    }
    expect(await holds()).toBe(true);
  };
  const end = async () => {
    capture.dispose();
    await until(() => capture.captured.length === 0 && clock.pending === 0);
    expect(problems).toEqual([]);
  };
  return { capture, clock, polls, reason, shown, until, end };
}

async function linesKept(target: string, endpointId: string): Promise<number> {
  const history = await openHistory(join(folder, target), endpointId);
  const items = await history.newest(10_000);
  await history.close();
  return items.length;
}

describe('BackgroundCapture', () => {
  it.each([
    ['open', []],
    ['deployed', ['local/l1', 'me/a2']],
    ['all', ['local/l1', 'me/a1', 'me/a2', 'me/a3', 'me/a4']],
  ] as const)('with `%s` keeps the logs of %j', async (scope, expected) => {
    const { capture, end } = watched({ scope });
    await capture.update();
    expect(capture.captured).toEqual(expected);
    await end();
  });

  it('has on disk what a worker said before anybody looked', async () => {
    const { capture, until, end } = watched();
    await capture.update();
    await until(async () => (await linesKept('local', 'l1')) === 1);
    await end();
  });

  it('leaves an endpoint to its panel, and takes it up again', async () => {
    const { capture, reason, shown, until, end } = watched();
    await capture.update();
    shown.add('l1');
    reason.fire();
    await until(() => capture.captured.join() === 'me/a2');
    shown.clear();
    reason.fire();
    await until(() => capture.captured.length === 2);
    await end();
  });

  it('asks an account for its workers only while its budget has room', async () => {
    for (const room of [true, false]) {
      const { capture, clock, polls, until, end } = watched({ room });
      await capture.update();
      await until(() => polls.includes('a2'));
      const first = polls.length;
      await until(() => clock.now() > 0);
      await clock.advance(61_000);
      const later = polls.slice(first).filter(id => id === 'a2').length;
      expect(later).toBe(room ? 4 : 0);
      await end();
    }
  });
});
