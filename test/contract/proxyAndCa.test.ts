// The command line as it ships, behind a company's proxy and with a company's own certificate authority: the proxy of the
// environment is used, this machine is reached without it, and only a CA that was made known is trusted.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEndpoint } from '../support/builders';
import { type ConnectProxy, startConnectProxy } from '../support/connectProxy';
import { root } from '../support/tree';

const key = 'rpa_PROXYKEY0123456789';
const tls = (name: string) => readFileSync(join(root, 'test/fixtures/tls', name), 'utf8');
const state = mkdtempSync(join(tmpdir(), 'proxy-'));
const list = JSON.stringify({ endpoints: [anEndpoint({ name: 'behind-the-proxy' })] });
const seen = { keys: [] as (string | undefined)[], plain: 0 };

const api = createTlsServer({ key: tls('localhost.key'), cert: tls('localhost.pem') }, (request, reply) => {
  seen.keys.push(request.headers.authorization);
  reply.writeHead(200, { 'content-type': 'application/json' }).end(list);
});
const plainApi = createServer((_, reply) => {
  seen.plain++;
  reply.end(list);
});
const portOf = (server: Server) => (server.address() as AddressInfo).port;

function cli(env: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  const full = {
    PATH: process.env.PATH,
    HOME: state,
    RUNPOD_WORKER_DEV_STATE: state,
    RUNPOD_API_KEY: key,
    ...env,
  };
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [join(root, 'dist/cli.js'), 'endpoints', '--target', 'env', '--json'],
      { env: full as NodeJS.ProcessEnv },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

describe('behind a proxy and an own certificate authority', () => {
  let proxy: ConnectProxy;

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist/cli.js')))
      throw new Error('dist/cli.js is missing: npm run build first.');
    for (const server of [api, plainApi]) {
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    }
    proxy = await startConnectProxy(() => portOf(api));
  });
  afterAll(async () => {
    for (const server of [api, plainApi]) server.close();
    await proxy?.close();
    rmSync(state, { recursive: true, force: true });
  });

  it('trusts the authority that NODE_EXTRA_CA_CERTS names, and says so when it is not named', async () => {
    const url = `https://localhost:${portOf(api)}/v2`;
    const ca = join(root, 'test/fixtures/tls/ca.pem');
    const known = await cli({ RUNPOD_REST_V2_API_URL: url, NODE_EXTRA_CA_CERTS: ca });
    expect(known).toMatchObject({ code: 0, out: expect.stringContaining('behind-the-proxy') });
    const unknown = await cli({ RUNPOD_REST_V2_API_URL: url });
    expect(unknown).toMatchObject({
      code: 4,
      err: expect.stringMatching(/certificate.*NODE_EXTRA_CA_CERTS/),
    });
    expect(unknown.err).not.toContain(key);
  });

  it('goes through HTTPS_PROXY by CONNECT, so that the proxy sees no key', async () => {
    const proxied = {
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: join(root, 'test/fixtures/tls/ca.pem'),
    };
    // `elsewhere.test` resolves nowhere: only the proxy can reach it. Its certificate is of another name.
    const wrong = await cli({ ...proxied, RUNPOD_REST_V2_API_URL: 'https://elsewhere.test/v2' });
    expect(proxy.connects).toContain('elsewhere.test:443');
    expect(wrong).toMatchObject({ code: 4, err: expect.stringContaining('certificate is for another name') });
    proxy.connects.length = 0;
    const direct = `https://localhost:${portOf(api)}/v2`;
    const mine = await cli({ ...proxied, RUNPOD_REST_V2_API_URL: direct });
    expect(mine.code).toBe(0);
    // This machine is not behind the proxy.
    expect(proxy.connects).toEqual([]);
    expect(seen.keys.every(each => each === `Bearer ${key}`)).toBe(true);
    expect(proxy.passed()).not.toContain(key);
  });

  it('obeys NO_PROXY, and says which proxy does not answer', async () => {
    const dead = {
      HTTPS_PROXY: 'http://127.0.0.1:59999',
      RUNPOD_REST_V2_API_URL: 'https://elsewhere.test/v2',
    };
    const unreachable = await cli(dead);
    expect(unreachable).toMatchObject({ code: 4, err: expect.stringContaining('nothing answers') });
    const skipped = await cli({ ...dead, NO_PROXY: 'elsewhere.test' });
    expect(skipped).toMatchObject({ code: 4, err: expect.stringMatching(/its name/) });
  });

  it('leaves plain http of this machine alone', async () => {
    const url = `http://127.0.0.1:${portOf(plainApi)}/v2`;
    const answer = await cli({ RUNPOD_REST_V2_API_URL: url, HTTP_PROXY: 'http://127.0.0.1:59999' });
    expect(answer.code).toBe(0);
    expect(seen.plain).toBe(1);
  });
});
