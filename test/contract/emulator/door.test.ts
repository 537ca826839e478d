// Local RunPod as a process: what it prints, its file, its refusals, and that nothing outlives it, however it ends.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { findLocalRunPod, startLocalRunPod, stopLocalRunPod } from '../../../src/flows/localRunPod';
import type { LocalRunPodInfo } from '../../../src/wire/localRunPod';
import { type Door, emulatorScript, ensureBuilt, openDoor } from '../../support/door';
import { processesWith, testCacheHome, until } from '../../support/realLocal';
import { root } from '../../support/tree';

const run = promisify(execFile);

describe('the door of Local RunPod', () => {
  let folder = '';
  let state = '';
  const doors: Door[] = [];
  const env = () => ({ ...process.env, XDG_CACHE_HOME: testCacheHome, RUNPOD_WORKER_DEV_STATE: state });

  beforeAll(ensureBuilt);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'door-'));
    state = join(folder, 'state');
  });
  afterEach(async () => {
    for (const door of doors.splice(0)) {
      door.child.kill('SIGTERM');
      await door.ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function open(...args: string[]): Door {
    const door = openDoor(['--json', '--state', state, '--runtime', 'process', ...args], env());
    doors.push(door);
    return door;
  }

  /** An endpoint with one worker that has answered; its id. */
  async function withWorker(info: LocalRunPodInfo): Promise<string> {
    const worker = join(folder, 'worker');
    cpSync(join(root, 'test/fixtures/emulator/everything'), worker, { recursive: true });
    writeFileSync(join(worker, 'requirements.txt'), 'runpod==1.12.0\n');
    const headers = { authorization: `Bearer ${info.key}` };
    const created = await fetch(`${info.rest}/serverless`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        name: 'door',
        image: `folder:${worker}@1`,
        type: 'QUEUE',
        gpu: { pools: ['ADA_24'] },
        scaling: { type: 'QUEUE_DELAY', queueDelay: 1 },
        workers: { min: 1, max: 1 },
      }),
    });
    const { id } = (await created.json()) as { id: string };
    const body = JSON.stringify({ input: { mode: 'pid' } });
    const job = await fetch(`${info.jobs}/${id}/run`, { method: 'POST', headers, body });
    const { id: jobId } = (await job.json()) as { id: string };
    const status = async () => {
      const reply = await fetch(`${info.jobs}/${id}/status-sync/${jobId}?wait=2000`, { headers });
      return ((await reply.json()) as { status: string }).status;
    };
    // The first time ever, the environment is installed.
    await until(async () => (await status()) === 'COMPLETED', 240_000);
    return id;
  }

  it('prints one line of JSON, writes a file only we can read, and takes both away with SIGTERM', async () => {
    const door = open();
    const info = await door.info;
    const file = join(state, 'local-runpod.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(info);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(info?.pid).toBe(door.child.pid);
    expect(await findLocalRunPod(state)).toEqual(info);
    door.child.kill('SIGTERM');
    expect(await door.ended).toBe(0);
    expect(door.printed().trim().split('\n')).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
    expect(await findLocalRunPod(state)).toBeUndefined();
  });

  it('answers to curl as the platform does: 401 in text, 403 for a foreign Host, 400 and 404', async () => {
    const info = (await open().info) as LocalRunPodInfo;
    const curl = async (...args: string[]) =>
      (await run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code} %{content_type}', ...args])).stdout;
    const key = ['-H', `Authorization: ${info.key}`];
    expect(await curl(`${info.jobs}/x/health`)).toMatch(/^401 text\/plain/);
    expect(await curl('-H', 'Authorization: Bearer wrong', `${info.jobs}/x/health`)).toMatch(/^401/);
    expect(await curl(...key, `${info.jobs}/x/health`)).toMatch(/^404/);
    expect(await curl('-H', 'Host: rebound.example', ...key, `${info.jobs}/x/health`)).toMatch(/^403/);
    expect(await curl(`${info.rest}/serverless`)).toBe('401 application/problem+json');
    expect(await curl('-X', 'POST', info.graphql)).toMatch(/^401/);
  });

  it('refuses a port that is taken, a second one for its state, and flags it does not know', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await until(() => taken.listening, 2_000);
    const { port } = taken.address() as { port: number };
    const blocked = open('--port', String(port));
    expect(await blocked.ended).toBe(3);
    expect(blocked.complaints()).toMatch(new RegExp(`^Port ${port} is taken .*--port`));
    taken.close();
    const first = open();
    const info = await first.info;
    const second = open();
    expect(await second.ended).toBe(3);
    expect(second.complaints()).toContain(`runs already at ${info?.url}`);
    const wrong = open('--nothing');
    expect(await wrong.ended).toBe(2);
    expect(wrong.complaints()).toContain('Usage:');
    expect(`${blocked.complaints()}${second.complaints()}${wrong.complaints()}`).not.toMatch(/\n\s+at /);
  });

  it('killed with SIGKILL, its workers are ended by the next start, and endpoints are still there', {
    timeout: 300_000,
  }, async () => {
    const first = open();
    const { jobs, key } = (await first.info) as LocalRunPodInfo;
    const endpointId = await withWorker((await first.info) as LocalRunPodInfo);
    // A worker that waits would soon end by itself, because nobody reads what it prints; one at work does not.
    const busy = { method: 'POST', headers: { authorization: `Bearer ${key}` } };
    const started = join(folder, 'started');
    const body = JSON.stringify({ input: { mode: 'sleep', seconds: 600, mark: started } });
    await fetch(`${jobs}/${endpointId}/run`, { ...busy, body });
    await until(() => existsSync(started), 20_000);
    const mark = `RUNPOD_ENDPOINT_ID=${endpointId}`;
    const orphans = processesWith(mark);
    expect(orphans.length).toBeGreaterThan(0);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(processesWith(mark).length).toBeGreaterThan(0);
    const second = open();
    const info = (await second.info) as LocalRunPodInfo;
    expect(processesWith(mark).filter(pid => orphans.includes(pid))).toEqual([]);
    await until(() => second.complaints().includes('left behind'), 2_000);
    const headers = { authorization: `Bearer ${info.key}` };
    const list = (await (await fetch(`${info.rest}/serverless`, { headers })).json()) as {
      endpoints: { id: string }[];
    };
    expect(list.endpoints.map(endpoint => endpoint.id)).toEqual([endpointId]);
    await until(() => processesWith(mark).length > 0, 20_000);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
    expect(processesWith(mark)).toEqual([]);
  });

  it('is started once by the flow, found, and stopped', async () => {
    const deps = { clock: systemClock, env: env() };
    const options = { stateFolder: state, emulatorScript, runtime: 'process' as const };
    const info = await startLocalRunPod(options, deps);
    expect(await startLocalRunPod(options, deps)).toEqual(info);
    expect(await stopLocalRunPod(state, deps)).toBe('stopped');
    expect(await stopLocalRunPod(state, deps)).toBe('not-running');
    const broken = startLocalRunPod({ ...options, python: '', port: 99_999 }, deps);
    await expect(broken).rejects.toMatchObject({ message: expect.stringContaining('--port must be') });
  });
});
