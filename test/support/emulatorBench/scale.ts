// One size of the scale bench: so many workers, so many jobs queued at once, then run. The workers are light ones: loops in
// this process that ask, take and report over HTTP as the SDK does, one job at a time, without doing anything.
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../tree';
import type { ScaleMessage, Usage } from './scaleMessages';

const key = 'key-of-the-bench';
const idleMs = 3_000;
const callersAtOnce = 8;

export interface ScaleResult {
  readonly workers: number;
  readonly jobs: number;
  readonly heapMb: number;
  readonly residentMb: number;
  /** What one queued job takes of the heap. */
  readonly bytesPerJob: number;
  /** CPU of one core while everything is queued and nothing happens. */
  readonly idleCpuPercent: number;
  /** CPU of the server for one job, from its submission to its result. */
  readonly cpuMsPerJob: number;
  readonly jobsPerSecond: number;
}

interface Worker {
  readonly workerId: string;
  readonly token: string;
}

export async function runScale(workers: number, jobs: number): Promise<ScaleResult> {
  const server = new ScaleServer();
  try {
    const endpoint = await server.endpoint(workers);
    const started = await server.started(workers, endpoint);
    const before = await server.usage();
    await submitAll(server, endpoint, jobs);
    const queued = await server.usage();
    await sleep(idleMs);
    const idle = await server.usage();
    const began = performance.now();
    await server.drain(endpoint, started, jobs);
    const seconds = (performance.now() - began) / 1_000;
    const after = await server.usage();
    return {
      workers,
      jobs,
      heapMb: queued.heapBytes / 2 ** 20,
      residentMb: queued.residentBytes / 2 ** 20,
      bytesPerJob: (queued.heapBytes - before.heapBytes) / jobs,
      idleCpuPercent: ((idle.cpuMs - queued.cpuMs) / idleMs) * 100,
      cpuMsPerJob: (queued.cpuMs - before.cpuMs + after.cpuMs - idle.cpuMs) / jobs,
      jobsPerSecond: jobs / seconds,
    };
  } finally {
    server.stop();
  }
}

async function submitAll(server: ScaleServer, endpoint: string, jobs: number): Promise<void> {
  let left = jobs;
  const submitter = async () => {
    while (left-- > 0)
      await server.call('POST', `/job/v2/${endpoint}/run`, key, { input: { text: 'x'.repeat(200) } });
  };
  await Promise.all(Array.from({ length: callersAtOnce }, submitter));
}

class ScaleServer {
  private readonly child = fork(join(root, 'test/support/emulatorBench/scaleServer.ts'), {
    execArgv: ['--import', 'tsx', '--expose-gc'],
  });
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  private readonly known: Worker[] = [];
  private readonly origin = new Promise<string>(resolve => {
    this.child.on('message', (message: ScaleMessage) => {
      if (message.kind === 'listening') resolve(message.origin);
      if (message.kind === 'worker') this.known.push(message);
    });
  });

  async endpoint(workers: number): Promise<string> {
    const { body } = await this.call('POST', '/v2/serverless', key, {
      name: 'scale',
      image: 'none:1',
      type: 'QUEUE',
      gpu: { pools: ['ADA_24'] },
      scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
      workers: { min: workers, max: workers },
    });
    return (body as { id: string }).id;
  }

  /** Resolves when so many workers were started and have pinged; the next one starts when the one before did. */
  async started(count: number, endpoint: string): Promise<readonly Worker[]> {
    for (let at = 0; at < count; at++) {
      while (this.known.length <= at) await sleep(2);
      const worker = this.known[at];
      if (worker)
        await this.call('GET', `/worker/v2/${endpoint}/ping/${worker.workerId}?gpu=LOCAL`, worker.token);
    }
    return this.known;
  }

  usage(): Promise<Usage> {
    return new Promise(resolve => {
      const heard = (message: ScaleMessage) => {
        if (message.kind !== 'usage') return;
        this.child.off('message', heard);
        resolve(message);
      };
      this.child.on('message', heard);
      this.child.send('usage');
    });
  }

  /** All workers run jobs until `jobs` have been reported. */
  async drain(endpoint: string, workers: readonly Worker[], jobs: number): Promise<void> {
    let left = jobs;
    const work = async ({ workerId, token }: Worker) => {
      const plane = `/worker/v2/${endpoint}`;
      while (left > 0) {
        const { body } = await this.call(
          'GET',
          `${plane}/job-take/${workerId}?gpu=LOCAL&job_in_progress=0`,
          token,
        );
        if (!body) continue;
        left--;
        const { id } = body as { id: string };
        await this.call('POST', `${plane}/job-done/${workerId}/${id}?gpu=LOCAL&isStream=false`, token, {
          output: id,
        });
      }
    };
    await Promise.race([Promise.all(workers.map(work)), this.allDone(endpoint, jobs)]);
  }

  /** The last polls are held open: the end is seen in the counters. */
  private async allDone(endpoint: string, jobs: number): Promise<void> {
    for (;;) {
      const { body } = await this.call('GET', `/job/v2/${endpoint}/health`, key);
      if ((body as { jobs: { completed: number } }).jobs.completed >= jobs) return;
      await sleep(100);
    }
  }

  async call(method: string, path: string, token: string, body?: unknown): Promise<{ body: unknown }> {
    const url = `${await this.origin}${path}`;
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const outgoing = request(url, { method, agent: this.agent, headers }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve({ body: text ? JSON.parse(text) : undefined }));
      });
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  stop(): void {
    this.agent.destroy();
    if (this.child.connected) this.child.disconnect();
  }
}
