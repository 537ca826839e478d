// Local RunPod's planes behind a real socket, with a fault in the way of chosen requests. What is not chosen is answered
// as it should be, so that a fault can hit the very request that writes.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCloud } from '../../src/api/createCloud';
import type { Clock } from '../../src/base/clock';
import { systemClock } from '../../src/base/clock';
import { createLogger } from '../../src/base/log';
import { LocalPlatform, testKey } from './localPlatform';

/** Answers in place of the platform; `pass` lets the platform answer (or do its work, for a lost answer). */
export type Fault = (
  request: IncomingMessage,
  reply: ServerResponse,
  more: { readonly nth: number; pass(): void; apply(): Promise<void>; readonly body: string },
) => void | Promise<void>;

export interface FaultyOptions {
  /** Which requests are hit. */
  readonly hits: (request: IncomingMessage, body: string) => boolean;
  readonly fault: Fault;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** As seen by the client. */
  readonly host?: string;
  /** How much quicker the client's clock runs; 30 times by default. */
  readonly hurry?: number;
}

export interface Faulty {
  readonly origin: string;
  readonly local: LocalPlatform;
  readonly cloud: ReturnType<typeof createCloud>;
  readonly clock: Clock;
  /** Everything logged, at every level. */
  readonly lines: string[];
  /** How often the fault was asked. */
  readonly hits: () => number;
  close(): Promise<void>;
}

/** A clock on which half a minute is a second: waits and deadlines of the client pass quickly. */
export function hurriedClock(times: number): Clock {
  const start = systemClock.now();
  return {
    now: () => start + (systemClock.now() - start) * times,
    after: (ms, run) => systemClock.after(ms / times, run),
    every: (ms, run) => systemClock.every(ms / times, run),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}

export async function faulty({
  hits,
  fault,
  tls,
  host = '127.0.0.1',
  hurry = 30,
}: FaultyOptions): Promise<Faulty> {
  const local = new LocalPlatform();
  let nth = 0;
  const listener: RequestListener = async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const again = async () => local.app.fetch(asRequest(request, body));
    const pass = () => void again().then(response => copy(response, reply));
    if (!hits(request, body)) {
      pass();
      return;
    }
    await fault(request, reply, {
      nth: ++nth,
      pass,
      body,
      apply: async () => {
        await again();
      },
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `${tls ? 'https' : 'http'}://${host}:${(server.address() as AddressInfo).port}`;
  const lines: string[] = [];
  const clock = hurriedClock(hurry);
  const log = createLogger((level, line) => lines.push(`${level} ${line}`));
  const urls = { graphql: `${origin}/graphql`, rest: `${origin}/v2`, jobs: `${origin}/job/v2` };
  return {
    origin,
    local,
    clock,
    lines,
    hits: () => nth,
    cloud: createCloud({
      urls,
      key: testKey,
      clock,
      log,
      userAgent: 'runpod-worker-dev/test',
      random: () => 0.1,
    }),
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function asRequest(request: IncomingMessage, body: string): Request {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined || name === 'connection' ? [] : [[name, String(value)] as [string, string]],
  );
  const method = request.method ?? 'GET';
  return new Request(`http://127.0.0.1${request.url}`, { method, headers, ...(body && { body }) });
}

async function copy(response: Response, reply: ServerResponse): Promise<void> {
  reply.writeHead(response.status, Object.fromEntries(response.headers));
  reply.end(Buffer.from(await response.arrayBuffer()));
}
