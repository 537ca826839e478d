// A RunPod account to sign in to: the planes of Local RunPod on a socket, over a seeded store, whose behaviour a test
// changes as it goes: fine, without an answer for now, without endpoints,
// down, out of quota, or with a key that nobody knows any more.
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { systemClock } from '../../../src/base/clock';
import { silentLogger } from '../../../src/base/log';
import { createApp } from '../../../src/emulator/app';
import { Platform } from '../../../src/emulator/platform';
import type { Account } from '../../../src/emulator/store/account';
import { FakeRuntime } from '../../support/fakeRuntime';
import { manyWorkers, type Seed, seededAccount, startSeeded } from '../../support/seededAccount';
import { root } from '../../support/tree';

export type Mood = 'fine' | 'silent' | 'empty' | 'down' | 'busy' | 'refusing';

export interface AccountServer {
  readonly key: string;
  readonly port: number;
  /** Variables that lead the extension here, as other RunPod tools honour them. */
  readonly env: Readonly<Record<string, string>>;
  mood: Mood;
  /** USD that the account has left, and spends an hour. */
  balance: number;
  spend: number;
  /** What is there, as the server knows it. */
  readonly store: Account;
  /** Requests since the last look, by plane. */
  take(): { readonly rest: number; readonly jobs: number; readonly graphql: number };
  stop(): Promise<void>;
}

const tls = (file: string) => readFileSync(join(root, 'test/fixtures/tls', file), 'utf8');
const certificate = { key: tls('elsewhere.key'), cert: tls('elsewhere.pem') };

const key = 'rpa_TESTACCOUNT0123456789';
/** As the tree calls it once somebody has signed in. */
export const accountName = 'dev@example.com';

export interface AccountOptions {
  /** Over TLS under this name, which nobody can resolve: only a proxy leads there. By a CA of its own. */
  readonly name?: 'elsewhere.test';
}

export async function startAccount(seed: Seed, { name }: AccountOptions = {}): Promise<AccountServer> {
  const platform = new Platform({
    clock: systemClock,
    log: silentLogger,
    account: seededAccount(seed),
    runtimes: [new FakeRuntime()],
    origin: () => 'http://127.0.0.1:1',
    settings: manyWorkers,
  });
  const { endpoints } = platform.account;
  for (const one of endpoints.list().slice(0, 1)) endpoints.put(one);
  await startSeeded(platform, seed);
  const app = createApp(platform, key);
  let sent = { rest: 0, jobs: 0, graphql: 0 };
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    ...(name && { createServer: createTlsServer, serverOptions: certificate }),
    fetch: async (request: Request) => {
      const { pathname } = new URL(request.url);
      sent[pathname === '/graphql' ? 'graphql' : pathname.startsWith('/job/') ? 'jobs' : 'rest']++;
      return (
        (await moods[account.mood](account, pathname)) ??
        withMoney(await app.request(await atHome(request)), account)
      );
    },
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = name ? `https://${name}` : `http://127.0.0.1:${port}`;
  const account: AccountServer = {
    key,
    port,
    env: {
      RUNPOD_API_BASE_URL: origin,
      RUNPOD_REST_V2_API_URL: `${origin}/v2`,
      RUNPOD_ENDPOINT_BASE_URL: `${origin}/job/v2`,
    },
    mood: 'fine',
    store: platform.account,
    balance: 24.6,
    spend: 1.38,
    take() {
      const counted = sent;
      sent = { rest: 0, jobs: 0, graphql: 0 };
      return counted;
    },
    async stop() {
      await platform.stop(0);
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
  return account;
}

const problem = (status: number, title: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ title, status, detail: title.toLowerCase() }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

type Behave = (account: AccountServer, path: string) => Promise<Response | undefined>;

const moods: Readonly<Record<Mood, Behave>> = {
  fine: async () => undefined,
  /** Answers once the mood is another. */
  silent: async (account, path) => {
    while (account.mood === 'silent') await systemClock.sleep(100);
    return moods[account.mood](account, path);
  },
  empty: async (_account, path) => (path === '/v2/serverless' ? Response.json({ endpoints: [] }) : undefined),
  down: async () =>
    new Response('<html><head><title>502 Bad Gateway</title></head></html>', {
      status: 502,
      headers: { 'content-type': 'text/html' },
    }),
  busy: async () => problem(429, 'Too Many Requests', { 'retry-after': '95' }),
  refusing: async () => problem(401, 'Unauthorized'),
};

/** Local RunPod answers under a name of this machine only. */
async function atHome({ url, method, headers, body, signal }: Request): Promise<Request> {
  const local = new URL(url);
  local.protocol = 'http:';
  local.host = '127.0.0.1:1';
  const text = body && (await new Response(body).text());
  const named = new Headers(headers);
  named.set('host', local.host);
  return new Request(local, { method, headers: named, signal, ...(text && { body: text }) });
}

/** Local RunPod's owner and money are nobody's; those of a test have names and numbers. */
async function withMoney(reply: Response, account: AccountServer): Promise<Response> {
  if (!reply.headers.get('content-type')?.includes('json')) return reply;
  const text = await reply.text();
  const told = text
    .replace(/"clientBalance":[\d.]+/, `"clientBalance":${account.balance}`)
    .replace(/"currentSpendPerHr":[\d.]+/, `"currentSpendPerHr":${account.spend}`)
    .replace('"email":"local@127.0.0.1"', `"email":"${accountName}"`);
  const headers = new Headers(reply.headers);
  headers.delete('content-length');
  return new Response(told, { status: reply.status, headers });
}
