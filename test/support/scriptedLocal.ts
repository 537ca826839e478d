// A Local RunPod on a socket whose workers are no processes: a test says what they print, as fast as it likes.
import { mkdirSync } from 'node:fs';
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/log';
import { createApp } from '../../src/emulator/app';
import { Platform } from '../../src/emulator/platform';
import { announce, withdraw } from '../../src/emulator/server/discovery';
import { type Listening, listen } from '../../src/emulator/server/listen';
import type { Settings } from '../../src/emulator/settings';
import { Account } from '../../src/emulator/store/account';
import type { LocalRunPodInfo } from '../../src/wire/localRunPod';
import { FakeRuntime, type FakeWorkerProcess } from './fakeRuntime';

const key = 'scripted-local-key';

export class ScriptedLocal {
  readonly runtime = new FakeRuntime();
  readonly platform: Platform;
  private listening: Listening | undefined;
  private stateFolder: string | undefined;

  constructor(settings: Partial<Settings> = {}) {
    this.platform = new Platform({
      clock: systemClock,
      log: silentLogger,
      account: new Account(),
      runtimes: [this.runtime],
      origin: () => this.origin,
      settings: { startGapMs: 0, ...settings },
    });
  }

  get origin(): string {
    return this.listening?.origin ?? '';
  }

  get info(): LocalRunPodInfo {
    const { origin } = this;
    return {
      url: origin,
      graphql: `${origin}/graphql`,
      rest: `${origin}/v2`,
      jobs: `${origin}/job/v2`,
      key,
      pid: process.pid,
    };
  }

  /** With a state folder it is found there, as the real one is. */
  async start(stateFolder?: string): Promise<void> {
    this.listening = await listen(createApp(this.platform, key), { port: 0 });
    this.stateFolder = stateFolder;
    if (!stateFolder) return;
    mkdirSync(stateFolder, { recursive: true });
    announce(stateFolder, this.info);
  }

  async stop(): Promise<void> {
    if (this.stateFolder) withdraw(this.stateFolder);
    await this.platform.stop(0);
    await this.listening?.close();
  }

  /** An endpoint with so many workers, all of them started and ready. */
  async endpoint(name: string, workers: number): Promise<{ id: string; processes: FakeWorkerProcess[] }> {
    const { id } = await this.call<{ id: string }>('/v2/serverless', {
      name,
      image: 'scripted/worker:1',
      type: 'QUEUE',
      gpu: { pools: ['ADA_24'] },
      scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
      workers: { min: workers, max: Math.max(workers, 1) },
    });
    const started = () => this.runtime.started.filter(({ spec }) => spec.endpointId === id);
    while (started().length < workers) await systemClock.sleep(20);
    const processes = started();
    for (const one of processes) await this.asWorker(one, 'ping');
    return { id, processes };
  }

  /** A request with a worker's own token. */
  async asWorker({ spec, token }: FakeWorkerProcess, route: string): Promise<unknown> {
    const url = `${this.origin}/worker/v2/${spec.endpointId}/${route}/${spec.workerId}`;
    return (await fetch(url, { headers: { authorization: token } })).text();
  }

  async call<T>(path: string, body?: unknown): Promise<T> {
    const reply = await fetch(`${this.origin}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await reply.json()) as T;
  }
}
