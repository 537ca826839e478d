// Puts the app on a socket of 127.0.0.1. Workers keep connections open and polls running for as long as they live:
// nothing here may time those out, because the SDK drops a result whose connection was reset.
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { AppError } from '../../base/errors';
import type { Gateway } from '../balancer/gateway';
import type { Lane } from '../lane/lane';

export interface Listening {
  readonly port: number;
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** Closes the socket and every connection. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 for any. */
  readonly port: number;
  /** Are asked before the app. */
  readonly gateway?: Gateway;
  readonly lane?: Lane;
  /**
   * Whether this process is there for nothing else: then the adapter may put its light Request and Response in place of
   * the global ones, which halves what it takes of each request, and code is compiled, and what it meets remembered,
   * when it first runs, and optimized soon: with a job a second it would be interpreted for minutes, which takes
   * half as long again.
   */
  readonly ownsProcess?: boolean;
}

const keepAliveMs = 600_000;
const earlyCompilation = [
  '--always-sparkplug',
  '--no-lazy-feedback-allocation',
  '--no-baseline-batch-compilation',
  '--interrupt-budget=10000',
];

/** Throws `conflict` when the port is taken. */
export async function listen(app: Hono, options: ListenOptions): Promise<Listening> {
  const { port, gateway, lane, ownsProcess = false } = options;
  if (ownsProcess) for (const flag of earlyCompilation) setFlagsFromString(flag);
  const routed = getRequestListener(app.fetch, { overrideGlobalObjects: ownsProcess });
  const server = createServer((incoming, outgoing) => {
    if (lane?.(incoming, outgoing)) return;
    if (gateway?.accepts(incoming)) void gateway.request(incoming, outgoing);
    else void routed(incoming, outgoing);
  });
  server.on('upgrade', (incoming, socket, head) =>
    gateway?.accepts(incoming) ? void gateway.upgrade(incoming, socket, head) : socket.destroy(),
  );
  server.keepAliveTimeout = keepAliveMs;
  server.headersTimeout = keepAliveMs + 1_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(cannotListen(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    port: bound,
    origin: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function cannotListen(error: Error, port: number): AppError {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') {
    return new AppError('conflict', `Port ${port} is taken by another program.`, {
      remedy: 'Choose another one with --port, or leave it out to get a free one.',
    });
  }
  if (code === 'EACCES') {
    return new AppError('refused', `Port ${port} may not be used by this user.`, {
      remedy: 'Choose a port above 1023.',
    });
  }
  return new AppError('internal', `Local RunPod cannot listen on port ${port}: ${error.message}`);
}
