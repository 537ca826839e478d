// A whole Local RunPod without a socket: fake clock, fake workers, real planes.

import { silentLogger } from '../../src/base/log';
import { createApp } from '../../src/emulator/app';
import { Platform } from '../../src/emulator/platform';
import type { Secrets } from '../../src/emulator/scheduler/secrets';
import type { Settings } from '../../src/emulator/settings';
import { Account } from '../../src/emulator/store/account';
import { FakeClock } from './fakeClock';
import { FakeRuntime, type FakeWorkerProcess } from './fakeRuntime';

export const testKey = 'test-key-of-this-run';
const origin = 'http://127.0.0.1:4000';

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export class LocalPlatform {
  readonly clock = new FakeClock();
  readonly runtime = new FakeRuntime();
  readonly platform: Platform;
  readonly app;

  constructor(
    settings: Partial<Settings> = {},
    account = new Account(),
    secrets: () => Secrets = () => ({}),
  ) {
    this.platform = new Platform({
      clock: this.clock,
      log: silentLogger,
      account,
      runtimes: [this.runtime],
      origin: () => origin,
      secrets,
      settings,
    });
    this.app = createApp(this.platform, testKey);
  }

  async call(path: string, options: CallOptions = {}): Promise<Reply> {
    const { body, key = testKey, headers = {}, signal } = options;
    const method = options.method ?? (body === undefined ? 'GET' : 'POST');
    const response = await this.app.request(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  }

  rest = (path: string, options?: CallOptions) => this.call(`/v2${path}`, options);
  job = (endpointId: string, path: string, options?: CallOptions) =>
    this.call(`/job/v2/${endpointId}${path}`, options);

  /** As a worker's SDK: its own token, raw. */
  asWorker(process: FakeWorkerProcess, path: string, options: CallOptions = {}): Promise<Reply> {
    const [, route = '', rest = ''] = /^\/([a-z-]+)(.*)$/.exec(path) ?? [];
    const { workerId, endpointId } = process.spec;
    const headers = { authorization: process.token, ...options.headers };
    return this.call(`/worker/v2/${endpointId}/${route}/${workerId}${rest}`, { ...options, headers });
  }

  async graphql(query: string, variables?: unknown): Promise<Reply> {
    return this.call('/graphql', { body: { query, variables } });
  }

  /** An endpoint with a template of its own; returns its id. */
  async endpoint(fields: Record<string, unknown> = {}, env: Record<string, string> = {}): Promise<string> {
    const reply = await this.rest('/serverless', {
      body: {
        name: 'test',
        image: 'test/image:1',
        type: 'QUEUE',
        gpu: { pools: ['ADA_24'] },
        scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
        env,
        ...fields,
      },
    });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
    return reply.body.id;
  }

  async run(endpointId: string, input: unknown = {}, more: Record<string, unknown> = {}): Promise<string> {
    const { body } = await this.job(endpointId, '/run', { body: { input, ...more } });
    return body.id;
  }

  async status(endpointId: string, jobId: string): Promise<Reply['body']> {
    return (await this.job(endpointId, `/status/${jobId}`)).body;
  }

  /** Lets a worker take one job that waits and returns what it got. */
  async take(process: FakeWorkerProcess): Promise<Reply['body']> {
    return (await this.asWorker(process, '/job-take?gpu=LOCAL&job_in_progress=0')).body;
  }

  async done(process: FakeWorkerProcess, jobId: string, body: unknown): Promise<Reply> {
    return this.asWorker(process, `/job-done/${jobId}?isStream=false`, { body });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
