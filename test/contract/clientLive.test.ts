// The mode of client.test.ts for a real account, with Local RunPod behind the addresses of one: without a key it says
// what is missing, it writes nothing unless told to, and when told it leaves nothing behind.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealLocal } from '../support/realLocal';
import { root } from '../support/tree';

describe('the suite of the client on an account', () => {
  const local = new RealLocal();
  const asked: { readonly method: string; readonly path: string; readonly body: string }[] = [];
  /** Stands before Local RunPod, so that every request is seen. */
  const gate = createServer(async (request, reply) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const { method = '', url = '' } = request;
    asked.push({ method, path: url, body: body.toString() });
    const answer = await fetch(new URL(url, local.running.info.url), {
      method,
      headers: { authorization: String(request.headers.authorization), 'content-type': 'application/json' },
      ...(body.length > 0 && { body }),
    });
    reply.writeHead(
      answer.status,
      [...answer.headers].filter(([name]) => /rate|retry|type/.test(name)).flat(),
    );
    reply.end(Buffer.from(await answer.arrayBuffer()));
  });

  beforeAll(async () => {
    await local.start();
    // What somebody else has there.
    const made = await local.rest('/serverless', {
      name: 'theirs',
      image: 'docker.io/library/busybox:1.36',
      type: 'QUEUE',
      gpu: { pools: ['ADA_24'] },
      scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
      workers: { min: 0, max: 0 },
    });
    expect(made.status).toBe(201);
    await new Promise<void>(resolve => {
      gate.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(async () => {
    gate.close();
    await local.stop();
  });

  const suite = (env: Record<string, string>): Promise<{ code: number; out: string }> => {
    asked.length = 0;
    const origin = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const args = [
      'run',
      '--config',
      'test/vitest.config.ts',
      '--project',
      'contract',
      '--reporter',
      'verbose',
    ];
    const full = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      RUNPOD_LIVE: '1',
      RUNPOD_API_BASE_URL: origin,
      RUNPOD_REST_V2_API_URL: `${origin}/v2`,
      RUNPOD_ENDPOINT_BASE_URL: `${origin}/job/v2`,
      ...env,
    } as unknown as NodeJS.ProcessEnv;
    return new Promise(resolve => {
      execFile(
        process.execPath,
        [vitest, ...args, 'test/contract/client.test.ts'],
        { cwd: root, env: full },
        (error, out, err) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: `${out}\n${err}` }),
      );
    });
  };
  const writes = () =>
    asked.filter(
      ({ method, body }) =>
        method === 'PATCH' || method === 'DELETE' || (method === 'POST' && !/"query":"(query|\{)/.test(body)),
    );

  it('says what is missing without a key, and asks nothing', async () => {
    const { code, out } = await suite({});
    expect(code).not.toBe(0);
    expect(out).toContain('RUNPOD_LIVE=1 needs the key of the account in RUNPOD_API_KEY.');
    expect(asked).toEqual([]);
  });

  it('reads, and writes nothing', async () => {
    const { code, out } = await suite({ RUNPOD_API_KEY: local.running.info.key });
    expect([code, out]).toEqual([0, expect.stringContaining('the client against a real account')]);
    expect(out).toMatch(/knows whose key it is/);
    expect(out).toMatch(/↓.*with an endpoint of its own > makes it/);
    expect(asked.map(({ path }) => path)).toContainEqual(
      expect.stringMatching(/^\/v2\/serverless\/[a-z0-9]{14}\/workers$/),
    );
    expect(writes()).toEqual([]);
  });

  it('writes when told to, and leaves nothing behind', async () => {
    const { code, out } = await suite({ RUNPOD_API_KEY: local.running.info.key, RUNPOD_LIVE_WRITE: '1' });
    expect([code, out]).toEqual([0, expect.stringContaining('✓')]);
    expect(out).toMatch(/✓.*deletes it, and the template that was its own/);
    expect(writes().length).toBeGreaterThan(5);
    const { endpoints, templates } = local.running.platform.account;
    expect(endpoints.list().map(({ name }) => name)).toEqual(['theirs']);
    expect(templates.list()).toHaveLength(1);
  });
});
