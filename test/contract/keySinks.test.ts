// A session at the command line with an account that sends the key back in everything it says: errors, results of
// jobs, lines of logs. Whatever is printed or kept on disk afterwards is searched for the key.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/base/log';
import { journalFiles } from '../../src/flows/adapters/journalFiles';
import { deploy } from '../../src/flows/deploy';
import { aWorker, workersOf } from '../support/builders';
import { invoke } from '../support/cliIo';
import { Deploying } from '../support/deploying';
import { type Faulty, faulty } from '../support/faultServer';
import { testKey } from '../support/localPlatform';

describe('an account that echoes the key', () => {
  let home: string;
  let state: string;
  let world: Faulty;
  let endpointId: string;
  const printed: string[] = [];
  const logged: string[] = [];

  /** Answers instead of the platform, with what it was sent. */
  const echo = (request: IncomingMessage, reply: ServerResponse): void => {
    const sent = String(request.headers.authorization);
    const json = (body: object) => void reply.end(JSON.stringify(body));
    const { url = '' } = request;
    if (url.endsWith('/run')) json({ id: 'j1', status: 'IN_QUEUE' });
    else if (url.includes('/status/')) json({ id: 'j1', status: 'COMPLETED', output: { sent } });
    else if (url.endsWith('/workers')) json(workersOf(aWorker({ id: 'w1' })));
    else if (url.includes('/logs')) {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      const event = { source: 'container', line: `env: ${sent}`, ts: '2026-01-01T00:00:00.000Z' };
      reply.end(`id: 1\ndata: ${JSON.stringify(event)}\n\n`);
    } else json({ errors: [{ message: `not with ${sent}` }] });
  };

  const run = async (...argv: string[]) => {
    const done = await invoke(
      [...argv, '--target', 'env'],
      {},
      {
        cwd: home,
        clock: world.clock,
        log: createLogger((_, line) => logged.push(line)),
        env: {
          RUNPOD_API_KEY: testKey,
          RUNPOD_API_BASE_URL: world.origin,
          RUNPOD_REST_V2_API_URL: `${world.origin}/v2`,
          RUNPOD_ENDPOINT_BASE_URL: `${world.origin}/job/v2`,
          RUNPOD_WORKER_DEV_STATE: state,
        },
        stdin: async () => `{"input":{"key":"${testKey}"}}`,
      },
    );
    printed.push(done.out, done.err);
    return done;
  };

  /** The text of every file of a folder of the state. */
  const kept = async (folder: string): Promise<string> => {
    const files = await readdir(join(state, folder), { recursive: true, withFileTypes: true });
    const texts = files
      .filter(file => file.isFile())
      .map(file => readFile(join(file.parentPath, file.name), 'utf8'));
    return (await Promise.all(texts)).join('\n');
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sinks-'));
    state = join(home, 'state');
    world = await faulty({
      hits: ({ url = '' }, body) => /\/job\/|\/workers|\/logs/.test(url) || body.includes('saveTemplate('),
      fault: echo,
    });
    endpointId = await world.local.endpoint({ name: 'ocr' }, { MODE: 'fast' });
  });
  afterAll(async () => {
    await world.close();
    await rm(home, { recursive: true });
  });

  it('leaves no key in the history of jobs', async () => {
    const { code, out } = await run('job', endpointId, '--input', '-');
    expect([code, out]).toEqual([0, expect.stringContaining('Bearer •••')]);
    const texts = await kept('jobs');
    expect(texts).toContain('"jobId":"j1"');
    expect(texts).toContain('Bearer •••');
    expect(texts).not.toContain(testKey);
    expect((await run('jobs', endpointId, '--json')).out).toContain('COMPLETED');
  });

  it('leaves no key in captured logs', async () => {
    const { code, out } = await run('logs', endpointId);
    expect([code, out]).toEqual([0, expect.stringContaining('env: Bearer •••')]);
    const texts = await kept('logs');
    expect(texts).toContain('env: Bearer •••');
    expect(texts).not.toContain(testKey);
  });

  it('leaves no key in the journal of deployments', async () => {
    const at = new Deploying();
    const target = { kind: 'local', name: 'local', cloud: world.cloud } as const;
    const deps = at.deps({ target, clock: world.clock, journal: journalFiles(state) });
    const work = deploy(at.processSettings, {}, deps, new AbortController().signal);
    await expect(work).rejects.toThrow('not with Bearer •••');
    at.end();
    const texts = await kept('deployments');
    expect(texts).toContain('not with Bearer •••');
    expect(texts).not.toContain(testKey);
  });

  it('leaves no key beside the snapshots, on the screen or in the log', async () => {
    const { code } = await run('template', 'set', endpointId, '--env', 'MODE=slow');
    expect(code).toBe(4);
    expect(await kept('snapshots')).toContain('"MODE"');
    expect(logged.length).toBeGreaterThan(5);
    expect([...printed, ...logged, await kept('.')].join('\n')).not.toContain(testKey);
  });
});
