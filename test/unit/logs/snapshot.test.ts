// The history of an endpoint, once: it ends when a worker falls silent, and also when one never does.
import { expect, it } from 'vitest';
import { logSnapshot } from '../../../src/logs/snapshot';
import { FakeClock } from '../../support/fakeClock';
import { letTimePass } from '../../support/letTimePass';

it('ends although a worker prints without a pause', async () => {
  const clock = new FakeClock();
  const port = {
    workers: async () => ['w1'],
    async *stream(_: string, _start: object, signal: AbortSignal) {
      for (let n = 0; ; n++) {
        await clock.sleep(300, signal);
        const ts = new Date(clock.now()).toISOString();
        yield { id: `${n}`, source: 'container' as const, line: `line ${n}`, ts };
      }
    },
  };
  const options = { endpointId: 'ep1', start: { tail: 10 } };
  const never = new AbortController().signal;
  const items = await letTimePass(clock, logSnapshot(port, options, clock, never));
  expect(items.length).toBeGreaterThan(10);
  expect(items.length).toBeLessThan(40);
});
