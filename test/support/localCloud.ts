// A real client over Local RunPod's planes, without a socket, on one clock. Time passes by itself while the client waits.
import type { Cloud } from '../../src/api/cloud';
import { createCloud } from '../../src/api/createCloud';
import type { FetchLike } from '../../src/api/http';
import type { Clock } from '../../src/base/clock';
import { createLogger } from '../../src/base/log';
import type { Settings } from '../../src/emulator/settings';
import { LocalPlatform, testKey } from './localPlatform';

const origin = 'http://127.0.0.1:4000';

export interface LocalCloud {
  readonly cloud: Cloud;
  readonly local: LocalPlatform;
  readonly clock: Clock;
  readonly lines: string[];
}

export interface LocalCloudOptions {
  readonly settings?: Partial<Settings>;
  /** Stands between the client and the platform: sees every request, may answer or change things itself. */
  readonly between?: (request: Request, next: FetchLike) => Promise<Response>;
}

export function localCloud({ settings = {}, between }: LocalCloudOptions = {}): LocalCloud {
  const local = new LocalPlatform({ workersQuota: 1_000, ...settings });
  // Nobody moves the clock for a client that waits: it moves itself.
  const clock: Clock = { ...bound(local.clock), sleep: ms => local.clock.advance(ms) };
  const next: FetchLike = async request => local.app.fetch(request);
  const lines: string[] = [];
  const cloud = createCloud({
    urls: { graphql: `${origin}/graphql`, rest: `${origin}/v2`, jobs: `${origin}/job/v2` },
    key: testKey,
    clock,
    log: createLogger((_, line) => lines.push(line)),
    userAgent: 'runpod-worker-dev/test',
    fetch: between ? request => between(request, next) : next,
    random: () => 0.5,
  });
  return { cloud, local, clock, lines };
}

function bound(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    every: (ms, run) => clock.every(ms, run),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}
