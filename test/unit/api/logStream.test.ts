// A log stream as bytes: cut anywhere, with comments and junk in between, and never read without bound.
import { describe, expect, it } from 'vitest';
import { cloudOver } from '../../support/clouds';
import { problem } from '../../support/fakeServer';
import { turn } from '../../support/letTimePass';

function sse(chunks: (string | Uint8Array)[], end: 'ends' | 'stays open' = 'ends'): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      if (end === 'ends') controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const data = (line: string) => JSON.stringify({ source: 'container', line, ts: '2026-01-01T00:00:00Z' });

async function read(reply: () => Response) {
  const { cloud, server, clock } = cloudOver(reply);
  const lines: string[] = [];
  const stream = cloud.logs.stream('ep1', 'w1', { tail: 5, lastEventId: 'c7' }, new AbortController().signal);
  for await (const event of stream) lines.push(`${event.id} ${event.line}`);
  expect(clock.pending).toBe(0);
  return { lines, asked: server.asked[0] };
}

describe('log stream', () => {
  it('asks with cursor and parameters, and reads events cut anywhere', async () => {
    const bytes = new TextEncoder().encode(
      `: hello\n\nid: c8\ndata: ${data('größer')}\n\nid: c9\ndata: ${data('b')}\n\n`,
    );
    const { lines, asked } = await read(() => sse([...bytes].map(byte => Uint8Array.of(byte))));
    expect(lines).toEqual(['c8 größer', 'c9 b']);
    expect(asked?.url.href).toBe('https://api.test/v2/serverless/ep1/workers/w1/logs?tail=5');
    expect(asked?.headers.get('last-event-id')).toBe('c7');
    expect(asked?.headers.get('accept')).toBe('text/event-stream');
  });

  it('keeps what is not the promised JSON as the line it is', async () => {
    const { lines } = await read(() => sse(['id: x\ndata: plain words\n\ndata: {"half\n\n']));
    expect(lines).toEqual(['x plain words', 'undefined {"half']);
  });

  it('refuses an event without end', async () => {
    await expect(read(() => sse([`data: ${'x'.repeat(2_000_000)}`]))).rejects.toThrow('over 1 MB');
  });

  it('says that there is no such worker', async () => {
    await expect(read(() => problem(404, 'Not Found', 'resource not found'))).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no log of worker w1 on endpoint ep1.',
    });
  });

  it('waits for the limit that other requests have used up, so that logs cost no view its answer', async () => {
    const spent = { ratelimit: '"minute";r=0;t=7', 'content-type': 'application/json' };
    const { cloud, server, clock } = cloudOver(({ url }) =>
      url.pathname.endsWith('/logs')
        ? sse([`id: c1\ndata: ${data('late')}\n\n`])
        : new Response('{"data":[],"workers":[]}', { headers: spent }),
    );
    const stop = new AbortController();
    await cloud.endpoints.workers('ep1', stop.signal).catch(() => undefined);
    const lines: string[] = [];
    const reading = (async () => {
      for await (const event of cloud.logs.stream('ep1', 'w1', {}, stop.signal)) lines.push(event.line);
    })();
    await clock.advance(6_900);
    expect(server.asked).toHaveLength(1);
    await clock.advance(200);
    await reading;
    expect(server.asked).toHaveLength(2);
    expect(lines).toEqual(['late']);
  });

  it('ends on abort and leaves no timer behind', async () => {
    const { cloud, clock } = cloudOver(() => sse([`data: ${data('a')}\n\n`], 'stays open'));
    const stop = new AbortController();
    const lines: string[] = [];
    const reading = (async () => {
      for await (const event of cloud.logs.stream('ep1', 'w1', {}, stop.signal)) lines.push(event.line);
    })();
    const ended = reading.catch(error => error.kind);
    await turn();
    stop.abort();
    expect(await ended).toBe('cancelled');
    expect(lines).toEqual(['a']);
    expect(clock.pending).toBe(0);
  });
});
