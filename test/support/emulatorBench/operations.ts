// Every operation of the job API as the documentation has it, as checks that can be asked of any server that claims to
// have it. Sources: runpod docs, serverless/endpoints/operation-reference, job-states, send-requests; reference of the SDK.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface JobApi {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the bodies of two servers, of every shape
  readonly body: any;
}

export interface Operation {
  readonly name: string;
  readonly documented: string;
  behaves(api: JobApi): Promise<boolean>;
}

const lookMs = 100;
const patienceMs = 12_000;

export async function ask(api: JobApi, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...api.headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patienceMs),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const run = async (api: JobApi, input: unknown, more = {}) =>
  String((await ask(api, 'POST', '/run', { input, ...more })).body.id);
const status = async (api: JobApi, id: string) => (await ask(api, 'GET', `/status/${id}`)).body;

async function reaches(api: JobApi, id: string, wanted: string): Promise<boolean> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(lookMs)) {
    if ((await status(api, id)).status === wanted) return true;
  }
  return false;
}

const echo = { mode: 'echo', value: { n: 1 } };
const slow = { mode: 'sleep', seconds: 3 };

export const operations: readonly Operation[] = [
  {
    name: 'POST /run',
    documented: 'answers {id, status: IN_QUEUE} at once; the job runs without being asked for',
    async behaves(api) {
      const { body } = await ask(api, 'POST', '/run', { input: echo });
      return body.status === 'IN_QUEUE' && (await reaches(api, body.id, 'COMPLETED'));
    },
  },
  {
    name: 'POST /runsync',
    documented: 'answers the finished job with its output',
    behaves: async api => (await ask(api, 'POST', '/runsync', { input: echo })).body.output?.n === 1,
  },
  {
    name: 'POST /runsync, a failure',
    documented: 'answers FAILED with the error',
    async behaves(api) {
      const { body } = await ask(api, 'POST', '/runsync', { input: { mode: 'raise' } });
      return body.status === 'FAILED' && String(body.error).includes('no good');
    },
  },
  {
    name: 'times and worker',
    documented: 'a finished job tells delayTime, executionTime and workerId',
    async behaves(api) {
      const { body } = await ask(api, 'POST', '/runsync', { input: echo });
      return [body.delayTime, body.executionTime, body.workerId].every(member => member !== undefined);
    },
  },
  {
    name: 'POST /runsync?wait',
    documented: 'a job that takes longer is answered with its id, not finished',
    async behaves(api) {
      const { body } = await ask(api, 'POST', '/runsync?wait=1000', { input: slow });
      return ['IN_QUEUE', 'IN_PROGRESS'].includes(body.status) && (await reaches(api, body.id, 'COMPLETED'));
    },
  },
  {
    name: 'GET /status/{id}',
    documented: 'can be asked while the job runs and again after its end',
    async behaves(api) {
      const id = await run(api, slow);
      const during = await reaches(api, id, 'IN_PROGRESS');
      return (
        during && (await reaches(api, id, 'COMPLETED')) && (await status(api, id)).status === 'COMPLETED'
      );
    },
  },
  {
    name: 'GET /status, unknown id',
    documented: '404',
    behaves: async api => (await ask(api, 'GET', '/status/nothing-u1')).status === 404,
  },
  {
    name: 'GET /stream/{id}',
    documented: 'gives what was yielded so far while the generator goes on',
    async behaves(api) {
      const id = await run(api, { mode: 'stream', count: 5 });
      const first = await ask(api, 'GET', `/stream/${id}`);
      return first.status === 200 && first.body.status === 'IN_PROGRESS' && first.body.stream?.length > 0;
    },
  },
  {
    name: 'POST /cancel/{id}',
    documented: 'ends a job: CANCELLED',
    async behaves(api) {
      const id = await run(api, slow);
      const { body } = await ask(api, 'POST', `/cancel/${id}`);
      return body.status === 'CANCELLED' && (await status(api, id)).status === 'CANCELLED';
    },
  },
  {
    name: 'POST /retry/{id}',
    documented: 'queues a FAILED job again under its id',
    async behaves(api) {
      const id = await run(api, { mode: 'raise' });
      await reaches(api, id, 'FAILED');
      const { body } = await ask(api, 'POST', `/retry/${id}`);
      return body.id === id && body.status === 'IN_QUEUE';
    },
  },
  {
    name: 'POST /purge-queue',
    documented: 'drops what is queued and counts it',
    async behaves(api) {
      const first = await run(api, slow);
      await reaches(api, first, 'IN_PROGRESS');
      await run(api, echo);
      return (await ask(api, 'POST', '/purge-queue')).body.removed >= 1;
    },
  },
  {
    name: 'GET /health',
    documented: 'counts jobs and workers',
    async behaves(api) {
      const { body } = await ask(api, 'GET', '/health');
      return body.jobs?.completed !== undefined && body.workers?.idle !== undefined;
    },
  },
  {
    name: 'GET /requests',
    documented: 'lists recent requests',
    behaves: async api => Array.isArray((await ask(api, 'GET', '/requests')).body.requests),
  },
  {
    name: 'policy.executionTimeout',
    documented: 'ends a job that takes longer: TIMED_OUT',
    async behaves(api) {
      const id = await run(api, { mode: 'sleep', seconds: 9 }, { policy: { executionTimeout: 5_000 } });
      return reaches(api, id, 'TIMED_OUT');
    },
  },
  {
    name: 'webhook',
    documented: 'gets the finished job, with id and status, a failed one too',
    async behaves(api) {
      const got: { id?: string; status?: string }[] = [];
      const server = createServer((request, response) => {
        request.on('data', chunk => got.push(JSON.parse(String(chunk))));
        response.end();
      });
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const id = await run(api, { mode: 'raise' }, { webhook });
      await reaches(api, id, 'FAILED');
      await sleep(lookMs);
      server.close();
      return got.some(job => job.id === id && job.status === 'FAILED');
    },
  },
  {
    name: 'input of any JSON type',
    documented: 'is passed on: the worker decides',
    behaves: async api => (await ask(api, 'POST', '/run', { input: ['a', 1] })).status === 200,
  },
  {
    name: 'a result that is not JSON',
    documented: 'does not complete (a Python set is no JSON)',
    async behaves(api) {
      const { body } = await ask(api, 'POST', '/runsync?wait=6000', { input: { mode: 'set' } });
      return typeof body === 'object' && body.status !== 'COMPLETED';
    },
  },
  {
    name: 'no key',
    documented: '401',
    behaves: async api => (await ask({ url: api.url, headers: {} }, 'GET', '/health')).status === 401,
  },
];
