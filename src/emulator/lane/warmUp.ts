// Jobs of nobody's, once after the start, through a platform of their own on a socket of its own: at a job a second the
// code on a job's way would run cold for minutes, which costs each job half a millisecond. Nobody sees it: it shares no
// state with the platform that people use, and takes a few tenths of a second of one core.
import { Agent, request } from 'node:http';
import type { Clock } from '../../base/clock';
import { silentLogger } from '../../base/log';
import { createApp } from '../app';
import { newSecret } from '../ids';
import { Platform } from '../platform';
import type { WorkerExit, WorkerRuntime, WorkerSpec } from '../ports';
import { listen } from '../server/listen';
import { Account } from '../store/account';
import { jobLane } from './lane';

interface Ask {
  readonly path: string;
  readonly token: string;
  readonly body?: string;
}

/** Runs `jobs` jobs, fewer when `signal` aborts; resolves with how many were done. */
export async function warmUp(clock: Clock, jobs: number, signal: AbortSignal): Promise<number> {
  const workers: WorkerSpec[] = [];
  const key = newSecret();
  const platform = new Platform({
    clock,
    log: silentLogger,
    account: new Account(),
    runtimes: [idleRuntime(workers)],
    origin: () => '',
  });
  const app = createApp(platform, key);
  const { origin, close } = await listen(app, { port: 0, lane: jobLane(platform, key) });
  const agent = new Agent({ keepAlive: true });
  const ask = (asked: Ask) => fetchJson(`${origin}${asked.path}`, agent, asked);
  try {
    const created = await ask({ path: '/v2/serverless', token: key, body: JSON.stringify(endpoint) });
    await clock.sleep(0, signal);
    const [worker] = workers;
    if (!worker) return 0;
    const { id } = created as { readonly id: string };
    const token = worker.env.RUNPOD_AI_API_KEY ?? '';
    const plane = (route: string, rest = '') => `/worker/v2/${id}/${route}/${worker.workerId}${rest}`;
    let done = 0;
    for (; done < jobs && !signal.aborted; done++) {
      const polled = ask({ path: plane('job-take', '?gpu=LOCAL&job_in_progress=0'), token });
      const called = ask({ path: `/job/v2/${id}/runsync?wait=1000`, token: key, body: '{"input":{"a":1}}' });
      const job = (await polled) as { readonly id: string };
      await ask({ path: plane('job-done', `/${job.id}?isStream=false`), token, body: '{"output":{"a":1}}' });
      await called;
    }
    return done;
  } finally {
    agent.destroy();
    await platform.stop(0);
    await close();
  }
}

const endpoint = {
  name: 'warm-up',
  image: 'none:1',
  type: 'QUEUE',
  gpu: { pools: ['ADA_24'] },
  scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
  workers: { min: 1, max: 1 },
};

/** Its workers are no processes. */
function idleRuntime(started: WorkerSpec[]): WorkerRuntime {
  return {
    name: 'process',
    accepts: () => true,
    prepare: async () => undefined,
    async start(spec) {
      started.push(spec);
      let end: (exit: WorkerExit) => void = () => undefined;
      const exited = new Promise<WorkerExit>(resolve => {
        end = resolve;
      });
      const stop = async () => end({ code: 0, signal: null });
      return { pid: undefined, exited, stop, memoryBytes: async () => undefined };
    },
  };
}

function fetchJson(url: string, agent: Agent, { token, body }: Ask): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = request(
      url,
      { method, agent, headers: { authorization: `Bearer ${token}` } },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve(text ? JSON.parse(text) : undefined));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
