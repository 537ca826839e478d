// Web sockets: the worker answers the upgrade itself, and from then on bytes go both ways until one side closes.
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LocalWorker } from '../scheduler/worker';
import { forwarded } from './proxy';

export interface Tunnel {
  readonly worker: LocalWorker;
  readonly path: string;
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Resolves when either side is gone. */
export function tunnel({ worker, path, incoming, socket, head }: Tunnel): Promise<void> {
  return new Promise(resolve => {
    const headers = {
      ...forwarded(incoming.headers),
      connection: 'Upgrade',
      upgrade: incoming.headers.upgrade ?? 'websocket',
    };
    const onward = request({ host: '127.0.0.1', port: worker.ports?.main, path, agent: false, headers });
    onward.on('upgrade', (answer, far, farHead) => {
      const lines = answer.rawHeaders.flatMap((name, n, all) =>
        n % 2 ? [] : [`${name}: ${all[n + 1] ?? ''}`],
      );
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      if (farHead.length > 0) socket.write(farHead);
      if (head.length > 0) far.write(head);
      far.on('error', () => socket.destroy());
      far.on('close', () => socket.destroy());
      socket.on('close', () => far.destroy());
      far.pipe(socket).pipe(far);
    });
    onward.on('response', answer => {
      answer.resume();
      refuseUpgrade(socket, answer.statusCode ?? 502, answer.statusMessage ?? '');
    });
    onward.on('error', () => refuseUpgrade(socket, 502, 'Bad Gateway'));
    socket.on('error', () => onward.destroy());
    socket.on('close', () => {
      onward.destroy();
      resolve();
    });
    onward.end();
  });
}

export function refuseUpgrade(socket: Duplex, status: number, why: string): void {
  const body = JSON.stringify({ error: why });
  const head = `HTTP/1.1 ${status} ${why.replace(/[^ -~]/g, ' ').slice(0, 80)}`;
  const fields = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`${head}\r\n${fields}\r\n\r\n${body}`);
}
