// Carries one request to a worker's own server and its answer back, as they come, so that streams stay streams.
// Limits and answers: runpod docs, serverless/load-balancing/overview. The key never reaches the worker.
import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock';
import type { LocalWorker } from '../scheduler/worker';

export const maxPayloadBytes = 30 * 1024 * 1024;
/** Of one connection, or the gateway's own affair (RFC 9110, 7.6.1). */
const kept = new Set([
  'authorization',
  'connection',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface Carry {
  readonly worker: LocalWorker;
  /** With the query, as the worker sees it. */
  readonly path: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly clock: Clock;
  /** The longest that a worker may take for its whole answer. */
  readonly answerMs: number;
}

/** Resolves when the answer has left or the caller has. */
export function carry({ worker, path, incoming, outgoing, clock, answerMs }: Carry): Promise<void> {
  return new Promise(resolve => {
    const { method } = incoming;
    const options = { host: '127.0.0.1', port: worker.ports?.main, method, path, agent: false };
    const onward = request({ ...options, headers: forwarded(incoming.headers) }, answer => {
      const tooLarge = () => give(502, 'the answer of the worker is larger than 30 MB');
      if (Number(answer.headers['content-length'] ?? 0) > maxPayloadBytes) {
        tooLarge();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, forwarded(answer.headers));
      outgoing.flushHeaders();
      limit(answer, tooLarge);
      answer.on('error', () => give(502, 'the worker broke off its answer'));
      answer.pipe(outgoing);
    });
    /** Says why there is no answer, or breaks off the one that has begun. */
    const give = (status: number, why: string) => {
      worker.log.write('system', `${method} ${path.split('?')[0]}: ${why} (${status})`);
      if (outgoing.headersSent) outgoing.destroy();
      else refuse(outgoing, status, why);
      onward.destroy();
    };
    const timer = clock.after(answerMs, () => give(524, `no answer within ${answerMs / 1000} s`));
    onward.on('error', error => {
      if (!outgoing.writableEnded && !outgoing.destroyed)
        give(502, `the worker did not answer: ${error.message}`);
    });
    outgoing.on('close', () => {
      timer.dispose();
      onward.destroy();
      resolve();
    });
    limit(incoming, () => give(413, 'the body is larger than 30 MB'));
    incoming.pipe(onward);
  });
}

/** A refusal as the gateway words them. */
export function refuse(outgoing: ServerResponse, status: number, detail: string): void {
  const body = status === 401 ? { status, title: 'Unauthorized', detail } : { error: detail };
  outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  outgoing.end(JSON.stringify(body));
}

export function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !kept.has(name)));
}

function limit(stream: IncomingMessage, tooMuch: () => void): void {
  const seen = { bytes: 0 };
  stream.on('data', (chunk: Buffer) => {
    const before = seen.bytes;
    seen.bytes += chunk.length;
    if (before <= maxPayloadBytes && seen.bytes > maxPayloadBytes) tooMuch();
  });
}
