// The client over real sockets, with the platform's own fetch: what only the network shows. Who we say we are, the key
// that stays at home, streams that arrive piece by piece and end when told, gzip, and connections that break.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createCloud } from '../../src/api/createCloud';
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/log';
import { anEndpoint } from '../support/builders';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
});

async function serve(listener: RequestListener) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, reply) => {
    asked.push(request);
    listener(request, reply);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cloud = createCloud({
    urls: { graphql: `${origin}/graphql`, rest: `${origin}/v2`, jobs: `${origin}/job/v2` },
    key: 'rpa_SOCKETKEY12345678',
    clock: systemClock,
    log: silentLogger,
    userAgent: 'runpod-worker-dev/0.1.0',
  });
  return { cloud, asked, origin };
}

const list = JSON.stringify({ endpoints: [anEndpoint()] });

describe('over a socket', () => {
  it('says who we are and reads what is compressed', async () => {
    const { cloud, asked } = await serve((_, reply) => {
      reply
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(list));
    });
    expect(await cloud.endpoints.list()).toHaveLength(1);
    expect(asked[0]?.headers).toMatchObject({
      'user-agent': 'runpod-worker-dev/0.1.0',
      authorization: 'Bearer rpa_SOCKETKEY12345678',
    });
  });

  it('keeps the key from another origin', async () => {
    const thief = await serve((_, reply) => reply.end(list));
    const { cloud } = await serve((_, reply) => {
      reply.writeHead(302, { location: `${thief.origin}/v2/serverless` }).end();
    });
    await expect(cloud.endpoints.list()).rejects.toThrow('sent us elsewhere');
    expect(thief.asked).toEqual([]);
  });

  it('tries again after a broken connection, and says when nothing answers', async () => {
    let broken = 0;
    const { cloud } = await serve((request, reply) => {
      if (broken++ < 1) request.socket.destroy();
      else reply.end(list);
    });
    expect(await cloud.endpoints.list()).toHaveLength(1);
    expect(broken).toBe(2);
    const { cloud: alone } = await serve((_, reply) => reply.end());
    const server = servers.pop();
    await new Promise(resolve => server?.close(resolve));
    await expect(alone.endpoints.list()).rejects.toMatchObject({
      message: expect.stringMatching(/^Could not reach 127\.0\.0\.1:\d+: nothing answers there\.$/),
      remedy: expect.stringContaining('Local RunPod'),
    });
  });

  it('hands lines on as they arrive and hangs up when told', async () => {
    let say: (line: string) => void = () => undefined;
    let hungUp: () => void = () => undefined;
    const closed = new Promise<void>(resolve => {
      hungUp = resolve;
    });
    const { cloud } = await serve((request, reply) => {
      request.on('close', hungUp);
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      say = line => {
        const data = { source: 'container', line, ts: '2026-01-01T00:00:00Z' };
        reply.write(`id: ${line}\ndata: ${JSON.stringify(data)}\n\n`);
      };
      say('first');
    });
    const stop = new AbortController();
    const lines: string[] = [];
    const reading = (async () => {
      for await (const event of cloud.logs.stream('ep1', 'w1', { tail: 10 }, stop.signal)) {
        lines.push(event.line);
        if (lines.length === 1) say('second');
        else stop.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
    expect(lines).toEqual(['first', 'second']);
    await closed;
  });

  it('says that the log broke off when the server goes', async () => {
    const { cloud } = await serve((request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.write(': hello\n\n');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const reading = (async () => {
      for await (const _ of cloud.logs.stream('ep1', 'w1', {}, new AbortController().signal));
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'remote', message: 'The log stream broke off.' });
  });
});
