// The second part of the emulator's bench: the documented job API asked of Local RunPod and of the SDK's own local server,
// over the same handler.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sdkEnvironment } from '../pythonEnvironments';
import { root } from '../tree';
import { ask, type JobApi, type Operation, operations } from './operations';
import { benchSdk, openLocal } from './sides';

const fixture = join(root, 'test/fixtures/emulator/everything');
const startLimitMs = 60_000;

interface Server {
  /** `stream` for the operation that needs a generator. */
  api(kind: 'handler' | 'stream'): Promise<JobApi>;
  stop(): Promise<void>;
}

/** Prints the table; answers what Local RunPod does not do as documented. */
export async function operationTable(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-operations-'));
  const missed: string[] = [];
  const local = await localServer(folder);
  const sdk = sdkServer(folder);
  console.log(`\nThe job API as documented: Local RunPod beside the SDK's own --rp_serve_api (${benchSdk})`);
  try {
    for (const operation of operations) {
      const kind = operation.name.includes('/stream') ? 'stream' : 'handler';
      const [here, there] = [
        await holds(operation, await local.api(kind)),
        await holds(operation, await sdk.api(kind)),
      ];
      console.log(`${operation.name.padEnd(26)} ${mark(here)}   ${mark(there)}   ${operation.documented}`);
      if (!here) missed.push(`${operation.name}: ${operation.documented}`);
    }
  } finally {
    await local.stop();
    await sdk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return missed;
}

const mark = (does: boolean) => (does ? 'yes' : 'no ');

function holds(operation: Operation, api: JobApi): Promise<boolean> {
  return operation.behaves(api).catch(() => false);
}

async function localServer(folder: string): Promise<Server> {
  const local = await openLocal(join(folder, 'state'));
  const ids = new Map<string, string>();
  return {
    async api(kind) {
      const id = ids.get(kind) ?? (await local.deploy(workerFolder(folder), { KIND: kind }));
      ids.set(kind, id);
      return { url: `${local.jobs}/${id}`, headers: local.headers };
    },
    stop: local.stop,
  };
}

function workerFolder(folder: string): string {
  const worker = join(folder, 'worker');
  cpSync(fixture, worker, { recursive: true });
  writeFileSync(join(worker, 'requirements.txt'), `runpod==${benchSdk}\n`);
  return worker;
}

/** A fresh one for every operation: it forgets nothing of what an earlier one blocked. */
function sdkServer(folder: string): Server {
  const running: { stop: () => void } = { stop: () => undefined };
  return {
    async api(kind) {
      running.stop();
      const { python } = await sdkEnvironment(benchSdk);
      const port = await freePort();
      const home = join(folder, 'home');
      mkdirSync(home, { recursive: true });
      const args = ['-u', join(fixture, 'handler.py'), '--rp_serve_api', '--rp_api_port', String(port)];
      const env = { PATH: process.env.PATH, HOME: home, KIND: kind, NO_PROXY: '127.0.0.1' };
      const child = spawn(python, [...args, '--rp_api_host', '127.0.0.1'], {
        detached: true,
        stdio: 'ignore',
        cwd: home,
        env,
      });
      running.stop = () =>
        child.pid !== undefined && child.exitCode === null && process.kill(-child.pid, 'SIGKILL');
      const api = { url: `http://127.0.0.1:${port}`, headers: {} };
      for (const end = Date.now() + startLimitMs; Date.now() < end; await sleep(200)) {
        if (
          await ask(api, 'GET', '/docs').then(
            () => true,
            () => false,
          )
        )
          return api;
      }
      throw new Error('The server of the SDK did not start.');
    },
    async stop() {
      running.stop();
    },
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
