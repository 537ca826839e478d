// A real Local RunPod inside the test's process: socket, virtual environments, workers on the official SDK.
// Environments are cached in `.cache/xdg` at the root, so that only the first run installs.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { createLogger } from '../../src/base/log';
import type { Settings } from '../../src/emulator/settings';
import { type RunningLocalRunPod, startLocalRunPodServer } from '../../src/emulator/start';
import type { Reply } from './localPlatform';
import { root } from './tree';

export type SdkVersion = '1.6.2' | '1.7.10' | '1.12.0';

/** As XDG_CACHE_HOME it makes the product use the same environments. */
export const testCacheHome = join(root, '.cache/xdg');
const emulatorCache = join(testCacheHome, 'runpod-worker-dev/envs');
const fixture = join(root, 'test/fixtures/emulator/everything');

export interface DeployOptions {
  readonly sdk: SdkVersion;
  readonly env?: Record<string, string>;
  readonly fields?: Record<string, unknown>;
}

export class RealLocal {
  readonly folder = mkdtempSync(join(tmpdir(), 'local-runpod-'));
  readonly problems: string[] = [];
  private local: RunningLocalRunPod | undefined;
  private images = 0;

  async start(settings: Partial<Settings> = {}): Promise<void> {
    this.local = await startLocalRunPodServer({
      stateFolder: join(this.folder, 'state'),
      cacheFolder: emulatorCache,
      port: 0,
      clock: systemClock,
      log: createLogger((level, line) => {
        if (level === 'error') this.problems.push(line);
      }),
      hostEnv: process.env,
      settings,
    });
  }

  get running(): RunningLocalRunPod {
    if (!this.local) throw new Error('Local RunPod was not started.');
    return this.local;
  }

  async stop(): Promise<void> {
    await this.local?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The image of a copy of the fixture worker that pins the SDK. */
  image(sdk: SdkVersion): string {
    const folder = join(this.folder, `worker-${++this.images}`);
    cpSync(fixture, folder, { recursive: true });
    writeFileSync(join(folder, 'requirements.txt'), `runpod==${sdk}\n`);
    return `folder:${folder}@digest-${this.images}`;
  }

  /** The image of another fixture worker, as it stands. */
  imageOf(name: 'balanced'): string {
    return `folder:${join(root, 'test/fixtures/emulator', name)}@digest-${++this.images}`;
  }

  /** An endpoint that runs the fixture worker; returns its id. */
  async deploy({ sdk, env = {}, fields = {} }: DeployOptions): Promise<string> {
    const reply = await this.rest('/serverless', {
      name: 'real',
      image: this.image(sdk),
      type: 'QUEUE',
      gpu: { pools: ['ADA_24'] },
      scaling: { type: 'QUEUE_DELAY', queueDelay: 1 },
      workers: { min: 0, max: 1, idleTimeout: 60 },
      env,
      ...fields,
    });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
    return reply.body.id;
  }

  rest(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Reply> {
    return this.call(`${this.running.info.rest}${path}`, { body, method });
  }

  job(endpointId: string, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
    return this.call(`${this.running.info.jobs}/${endpointId}${path}`, { body, method });
  }

  async run(endpointId: string, input: unknown, more: Record<string, unknown> = {}): Promise<string> {
    return (await this.job(endpointId, '/run', { input, ...more })).body.id;
  }

  /** The finished job. */
  async result(endpointId: string, jobId: string): Promise<Reply['body']> {
    for (;;) {
      const { body } = await this.job(endpointId, `/status-sync/${jobId}?wait=20000`);
      if (body.status !== 'IN_QUEUE' && body.status !== 'IN_PROGRESS') return body;
    }
  }

  /** Runs one input to its end. */
  async ask(endpointId: string, input: unknown, more: Record<string, unknown> = {}): Promise<Reply['body']> {
    return this.result(endpointId, await this.run(endpointId, input, more));
  }

  workers(endpointId: string) {
    return this.running.platform.scheduler.workers(endpointId);
  }

  log(endpointId: string, workerId: string, source?: 'container' | 'system'): string {
    const lines = this.running.platform.logs.get(endpointId, workerId)?.query({ source, tail: 5000 }) ?? [];
    return lines.map(entry => entry.line).join('\n');
  }

  private async call(url: string, { body, method }: { body: unknown; method: string }): Promise<Reply> {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${this.running.info.key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') ? JSON.parse(text) : text,
    };
  }
}

/** Pids of living processes whose environment holds `NAME=value`. */
export function processesWith(variable: string): number[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(variable);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Waits until `holds`, looking every 50 ms; throws after `limitMs`. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${limitMs} ms.`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
