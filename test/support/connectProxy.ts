// A company's proxy: it tunnels (CONNECT) to one server whatever name is asked for, because it alone knows where that
// is, and remembers what it was asked and what it could read.
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of every tunnel, in order. */
  readonly connects: string[];
  /** Everything that passed from client to server, as it was readable here. */
  readonly passed: () => string;
  close(): Promise<void>;
}

/** `port` is where all tunnels lead, on 127.0.0.1. */
export async function startConnectProxy(port: () => number): Promise<ConnectProxy> {
  const connects: string[] = [];
  const passed: Buffer[] = [];
  const proxy = createServer((_, reply) => reply.writeHead(400).end());
  proxy.on('connect', (request, socket, head) => {
    connects.push(request.url ?? '');
    const upstream = connect(port(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      socket.on('data', (part: Buffer) => passed.push(part));
      upstream.pipe(socket).pipe(upstream);
    });
    passed.push(Buffer.from(JSON.stringify(request.headers)), head);
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>(resolve => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    connects,
    passed: () => Buffer.concat(passed).toString('latin1'),
    close: () =>
      new Promise(resolve => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}
