// The two servers that the bench puts one worker behind: Local RunPod, and a bare one that only feeds the SDK's loop.
// Both are processes of their own, and both workers are the same program on the same SDK.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDoor } from '../door';
import { sdkEnvironment } from '../pythonEnvironments';
import { testCacheHome } from '../realLocal';
import { root } from '../tree';

export const benchSdk = '1.12.0';
const fixture = join(root, 'test/fixtures/emulator/stamped');

export interface Side {
  readonly name: string;
  /** Where `POST` with `{"input"}` answers with the finished job. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The file into which the worker writes its stamps. */
  readonly stamps: string;
  stop(): Promise<void>;
}

/** `concurrency` of the worker; `folder` is scratch. */
export async function bareSide(folder: string, concurrency: number): Promise<Side> {
  const stamps = join(folder, `bare-${concurrency}.jsonl`);
  const { python } = await sdkEnvironment(benchSdk);
  const script = join(root, 'test/support/emulatorBench/bareServer.ts');
  const server = fork(script, { execArgv: ['--import', 'tsx'] });
  const port = await new Promise<number>(resolve =>
    server.once('message', message => resolve(Number(message))),
  );
  const base = `http://127.0.0.1:${port}`;
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const worker = spawn(python, ['-u', join(fixture, 'handler.py')], {
    detached: true,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HOME: home,
      STAMPS: stamps,
      CONCURRENCY: String(concurrency),
      RUNPOD_WEBHOOK_GET_JOB: `${base}/job-take/$ID?gpu=LOCAL`,
      RUNPOD_WEBHOOK_POST_OUTPUT: `${base}/job-done/$RUNPOD_POD_ID/$ID?gpu=LOCAL`,
      RUNPOD_WEBHOOK_PING: `${base}/ping/$RUNPOD_POD_ID?gpu=LOCAL`,
      RUNPOD_PING_INTERVAL: '5000',
      RUNPOD_AI_API_KEY: 'none',
      RUNPOD_ENDPOINT_ID: 'bare',
      RUNPOD_POD_ID: 'w1',
      RUNPOD_LOG_LEVEL: 'INFO',
      RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
      RUNPOD_SKIP_GPU_CHECK: 'true',
      PYTHONUNBUFFERED: '1',
      NO_PROXY: '127.0.0.1',
    },
  });
  return {
    name: 'bare loop',
    url: `${base}/runsync`,
    headers: {},
    stamps,
    async stop() {
      if (worker.pid) process.kill(-worker.pid, 'SIGKILL');
      server.disconnect();
      await ended(server);
    },
  };
}

export async function localSide(folder: string, concurrency: number): Promise<Side> {
  const stamps = join(folder, `local-${concurrency}.jsonl`);
  const local = await openLocal(join(folder, `state-${concurrency}`));
  const worker = join(folder, `worker-${concurrency}`);
  cpSync(fixture, worker, { recursive: true });
  writeFileSync(join(worker, 'requirements.txt'), `runpod==${benchSdk}\n`);
  const env = { STAMPS: stamps, CONCURRENCY: String(concurrency) };
  const id = await local.deploy(worker, env);
  return {
    name: 'Local RunPod',
    url: `${local.jobs}/${id}/runsync?wait=300000`,
    headers: local.headers,
    stamps,
    stop: local.stop,
  };
}

/** Local RunPod as people run it: its own program. */
export async function openLocal(state: string) {
  const env = { ...process.env, XDG_CACHE_HOME: testCacheHome, RUNPOD_WORKER_DEV_STATE: state };
  const door = openDoor(['--json', '--state', state, '--runtime', 'process'], env);
  const info = await door.info;
  if (!info) throw new Error(door.complaints());
  const headers = { authorization: `Bearer ${info.key}` };
  return {
    jobs: info.jobs,
    headers,
    /** An endpoint with one worker that stays; returns its id. */
    async deploy(worker: string, variables: Record<string, string>): Promise<string> {
      const reply = await fetch(`${info.rest}/serverless`, {
        method: 'POST',
        headers,
        body: JSON.stringify({
          name: 'bench',
          image: `folder:${worker}@1`,
          type: 'QUEUE',
          gpu: { pools: ['ADA_24'] },
          scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
          workers: { min: 1, max: 1 },
          env: variables,
        }),
      });
      if (reply.status !== 201) throw new Error(await reply.text());
      return ((await reply.json()) as { id: string }).id;
    },
    async stop() {
      door.child.kill('SIGTERM');
      await door.ended;
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return Promise.race([new Promise<void>(resolve => child.once('close', () => resolve())), sleep(2_000)]);
}
