// The least that the SDK's job loop needs, without any idea of a platform, as a process of its own: what the SDK does at
// best is measured against it. Jobs come in by POST /runsync and are answered when the worker has posted a result.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const holdMs = 15_000;

interface Poll {
  readonly max: number;
  readonly batch: boolean;
  readonly response: ServerResponse;
}

const queue: { id: string; input: unknown }[] = [];
const callers = new Map<string, ServerResponse>();
const polls: Poll[] = [];
let count = 0;

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, route, , job = ''] = url.pathname.split('/');
  if (route === 'runsync') submit(await textOf(request), response);
  else if (route?.startsWith('job-take')) {
    poll({
      max: Number(url.searchParams.get('batch_size') ?? 1),
      batch: route === 'job-take-batch',
      response,
    });
  } else if (route === 'job-stop') hold(response);
  else if (route === 'job-done') {
    const body = await textOf(request);
    response.end('{}');
    reply(callers.get(job), { id: job, status: 'COMPLETED', ...JSON.parse(body) });
    callers.delete(job);
  } else response.end('{}');
});

function submit(body: string, response: ServerResponse): void {
  const id = `job-${++count}`;
  callers.set(id, response);
  queue.push({ id, input: JSON.parse(body).input });
  const waiting = polls.shift();
  if (waiting) hand(waiting);
}

function poll(waiting: Poll): void {
  if (queue.length > 0) {
    hand(waiting);
    return;
  }
  polls.push(waiting);
  hold(waiting.response);
  waiting.response.on('close', () => {
    const at = polls.indexOf(waiting);
    if (at >= 0) polls.splice(at, 1);
  });
}

function hand({ max, batch, response }: Poll): void {
  const jobs = queue.splice(0, max);
  reply(response, batch ? jobs : jobs[0]);
}

function hold(response: ServerResponse): void {
  const timer = setTimeout(() => response.writeHead(204).end(), holdMs);
  response.on('close', () => clearTimeout(timer));
}

function reply(response: ServerResponse | undefined, body: unknown): void {
  if (response?.writableEnded === false) {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
