// A real client over a FakeServer, with a clock that only moves when told and no randomness.
import type { Cloud } from '../../src/api/cloud';
import { createCloud } from '../../src/api/createCloud';
import type { FetchLike } from '../../src/api/http';
import { createLogger } from '../../src/base/log';
import { FakeClock } from './fakeClock';
import { type Answer, FakeServer } from './fakeServer';

export const testKey = 'rpa_TESTKEY0123456789';
export const testUrls = {
  graphql: 'https://api.test/graphql',
  rest: 'https://api.test/v2',
  jobs: 'https://jobs.test/v2',
};

export interface TestCloud {
  readonly cloud: Cloud;
  readonly server: FakeServer;
  readonly clock: FakeClock;
  readonly lines: string[];
}

export function cloudOver(answer: Answer, fetch?: FetchLike): TestCloud {
  const server = new FakeServer(answer);
  const clock = new FakeClock();
  const lines: string[] = [];
  const log = createLogger((_, line) => lines.push(line));
  const cloud = createCloud({
    urls: testUrls,
    key: testKey,
    clock,
    log,
    userAgent: 'runpod-worker-dev/test',
    fetch: fetch ?? server.fetch,
    random: () => 0.5,
  });
  return { cloud, server, clock, lines };
}
