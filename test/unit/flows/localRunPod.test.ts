// Where Local RunPod is looked for, and that a file left by one that is gone counts for nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DetachedProcess, Processes } from '../../../src/flows/adapters/processes';
import {
  findLocalRunPod,
  localCacheFolder,
  localStateFolder,
  startLocalRunPod,
  stopLocalRunPod,
} from '../../../src/flows/localRunPod';
import { FakeClock } from '../../support/fakeClock';

const url = 'http://127.0.0.1:1';
const info = { url, graphql: `${url}/graphql`, rest: `${url}/v2`, jobs: `${url}/job/v2`, key: 'k', pid: 77 };

class FakeProcesses implements Processes {
  alive = true;
  answering = true;
  stubborn = false;
  readonly signals: string[] = [];
  readonly started: string[][] = [];
  line: Promise<string | undefined> = Promise.resolve(JSON.stringify(info));
  released = false;
  killed = false;

  startDetached(script: string, args: readonly string[]): DetachedProcess {
    this.started.push([script, ...args]);
    return {
      firstLine: this.line,
      complaints: () => 'Port 5 is taken.',
      release: () => {
        this.released = true;
      },
      kill: () => {
        this.killed = true;
      },
    };
  }
  isAlive = () => this.alive;
  terminate(_pid: number, signal: string) {
    this.signals.push(signal);
    if (!this.stubborn || signal === 'SIGKILL') this.alive = false;
  }
  answers = async () => this.answering;
}

describe('Local RunPod from outside', () => {
  let folder = '';
  let processes: FakeProcesses;
  let clock: FakeClock;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flow-'));
    processes = new FakeProcesses();
    clock = new FakeClock();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const announce = (text = JSON.stringify(info)) => writeFileSync(join(folder, 'local-runpod.json'), text);
  const start = (signal?: AbortSignal) =>
    startLocalRunPod(
      { stateFolder: folder, emulatorScript: '/e.js', port: 5 },
      { clock, env: {}, processes },
      signal,
    );

  it('lives where the environment says, else in the usual place', () => {
    expect(localStateFolder({ RUNPOD_WORKER_DEV_STATE: '/s' }, '/home/a')).toBe('/s');
    expect(localStateFolder({ XDG_STATE_HOME: '/x' }, '/home/a')).toBe('/x/runpod-worker-dev');
    expect(localStateFolder({}, '/home/a')).toBe('/home/a/.local/state/runpod-worker-dev');
    expect(localCacheFolder({}, '/home/a')).toBe('/home/a/.cache/runpod-worker-dev');
  });

  it('is found only when its process lives and answers', async () => {
    expect(await findLocalRunPod(folder, processes)).toBeUndefined();
    announce('{ half');
    expect(await findLocalRunPod(folder, processes)).toBeUndefined();
    announce();
    expect(await findLocalRunPod(folder, processes)).toEqual(info);
    processes.answering = false;
    expect(await findLocalRunPod(folder, processes)).toBeUndefined();
    processes.answering = true;
    processes.alive = false;
    expect(await findLocalRunPod(folder, processes)).toBeUndefined();
  });

  it('is started unless it runs, and let go once it answers', async () => {
    expect(await start()).toEqual(info);
    expect(processes.started).toEqual([['/e.js', '--json', '--state', folder, '--port', '5']]);
    expect(processes.released).toBe(true);
    announce();
    await start();
    expect(processes.started).toHaveLength(1);
  });

  it('says why it could not start, gives up after 30 s, and ends what it started when cancelled', async () => {
    processes.line = Promise.resolve(undefined);
    await expect(start()).rejects.toMatchObject({ kind: 'refused', message: 'Port 5 is taken.' });
    processes.line = new Promise(() => undefined);
    const late = expect(start()).rejects.toMatchObject({ kind: 'timeout' });
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    await clock.advance(30_000);
    await late;
    processes.killed = false;
    const cancel = new AbortController();
    const cancelled = expect(start(cancel.signal)).rejects.toMatchObject({ kind: 'cancelled' });
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    cancel.abort();
    await cancelled;
    expect(processes.killed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('is stopped with SIGTERM, and with SIGKILL when that does not help', async () => {
    announce();
    expect(await stopLocalRunPod(folder, { clock, processes })).toBe('stopped');
    expect(processes.signals).toEqual(['SIGTERM']);
    expect(await stopLocalRunPod(folder, { clock, processes })).toBe('not-running');
    processes.alive = true;
    processes.stubborn = true;
    let outcome = '';
    const stopping = stopLocalRunPod(folder, { clock, processes }).then(result => {
      outcome = result;
    });
    while (outcome === '') {
      await new Promise(resolve => setImmediate(resolve));
      await clock.advance(1_000);
    }
    await stopping;
    expect(outcome).toBe('stopped');
    expect(processes.signals).toEqual(['SIGTERM', 'SIGTERM', 'SIGKILL']);
  });
});
