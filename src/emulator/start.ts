// Starts a whole Local RunPod: state folder, runtimes, planes, socket, discovery file; and ends it without leaving
// a worker behind. The door hands in what belongs to the machine.
import { mkdirSync } from 'node:fs';
import type { Clock } from '../base/clock';
import type { Logger } from '../base/log';
import type { LocalRunPodInfo } from '../wire/localRunPod';
import { createApp } from './app';
import { balancerGateway } from './balancer/gateway';
import { watchHealth } from './balancer/healthWatch';
import { newSecret } from './ids';
import { deliverWebhooks, postJson } from './jobs/webhook';
import { jobLane } from './lane/lane';
import { warmUp } from './lane/warmUp';
import { Platform } from './platform';
import type { ContainerEngine, WorkerRuntime } from './ports';
import { ContainerRuntime } from './runtimes/container/containerRuntime';
import { ProcessRuntime } from './runtimes/process/processRuntime';
import { readSecrets } from './scheduler/secrets';
import { announce, announceIfFree, refuseSecond, withdraw } from './server/discovery';
import { listen } from './server/listen';
import type { Settings } from './settings';
import { type Account, openAccount } from './store/account';

export interface StartOptions {
  readonly stateFolder: string;
  /** The state folder in which everybody looks: told there too where we answer, unless another one lives there. */
  readonly announceIn?: string | undefined;
  /** Where Python environments are cached. */
  readonly cacheFolder: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly python?: string | undefined;
  /** Runs container images; without it only folders can be run. */
  readonly engine?: ContainerEngine | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly settings?: Partial<Settings>;
  /** This process is there for nothing else. */
  readonly ownsProcess?: boolean;
}

export interface RunningLocalRunPod {
  readonly info: LocalRunPodInfo;
  readonly platform: Platform;
  stop(): Promise<void>;
}

const warmUpJobs = 200;

/** Throws `conflict` when the port or the state folder is taken. */
export async function startLocalRunPodServer(options: StartOptions): Promise<RunningLocalRunPod> {
  const { stateFolder, clock, log } = options;
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  await refuseSecond(stateFolder);
  const where = { origin: '' };
  const key = newSecret();
  const account = openAccount(stateFolder, log);
  const platform = new Platform({
    clock,
    log,
    account,
    runtimes: await makeRuntimes(options, imagesOf(account)),
    origin: () => where.origin,
    secrets: () => readSecrets(stateFolder),
    ...(options.settings ? { settings: options.settings } : {}),
  });
  const gateway = balancerGateway(platform, key);
  const lane = jobLane(platform, key);
  const listening = await listen(createApp(platform, key), { ...options, gateway, lane }).catch(
    async error => {
      await platform.stop(0);
      throw error;
    },
  );
  where.origin = listening.origin;
  const webhooks = deliverWebhooks({
    jobs: platform.jobs,
    clock,
    log,
    retryMs: platform.settings.webhookRetryMs,
    post: postJson,
  });
  const { scheduler, settings } = platform;
  const health = watchHealth({ clock, scheduler, everyMs: settings.healthCheckMs });
  const info = describe(listening.origin, key);
  announce(stateFolder, info);
  if (options.announceIn) announceIfFree(options.announceIn, info);
  const stopped = new AbortController();
  if (options.ownsProcess) {
    warmUp(clock, warmUpJobs, stopped.signal).catch(error => log.debug(`No warm-up: ${String(error)}`));
  }
  return {
    info,
    platform,
    async stop() {
      stopped.abort();
      withdraw(stateFolder);
      if (options.announceIn) withdraw(options.announceIn);
      webhooks.dispose();
      health.dispose();
      await platform.stop();
      await listening.close();
    },
  };
}

/** Every image that a worker may still be started from. */
function imagesOf({ templates, releases }: Account): readonly string[] {
  return [...templates.list(), ...releases.list()].map(({ container }) => container.image);
}

async function makeRuntimes(
  options: StartOptions,
  images: readonly string[],
): Promise<readonly WorkerRuntime[]> {
  const processes = new ProcessRuntime({ ...options, python: options.python });
  const containers = options.engine ? [new ContainerRuntime(options.engine, options.stateFolder)] : [];
  const counts = await Promise.all([processes, ...containers].map(runtime => runtime.recover(images)));
  const ended = counts.reduce((sum, count) => sum + count, 0);
  if (ended > 0) options.log.warn(`Ended ${ended} workers that an earlier run had left behind.`);
  return [processes, ...containers];
}

function describe(origin: string, key: string): LocalRunPodInfo {
  return {
    url: origin,
    graphql: `${origin}/graphql`,
    rest: `${origin}/v2`,
    jobs: `${origin}/job/v2`,
    key,
    pid: process.pid,
  };
}
