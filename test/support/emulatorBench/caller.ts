// A caller of `/runsync` that costs next to nothing itself: its request is made up beforehand, and its stamps are taken
// at the socket, just before it is written and when bytes come. One request at a time on a connection that stays open.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Side } from './sides';

export interface Called {
  readonly id: string;
  /** ms of the monotonic clock that the processes of a machine share. */
  readonly submitted: number;
  readonly answered: number;
}

export class Caller {
  private constructor(
    private readonly socket: Socket,
    private readonly side: Side,
  ) {}

  static async open(side: Side): Promise<Caller> {
    const { hostname, port } = new URL(side.url);
    const socket = connect(Number(port), hostname).setNoDelay();
    await once(socket, 'connect');
    return new Caller(socket, side);
  }

  /** Resolves with a COMPLETED job; rejects with the answer when it is none. */
  call(input: unknown): Promise<Called> {
    const request = this.requestFor(JSON.stringify({ input }));
    return new Promise((resolve, reject) => {
      let text = '';
      let answered = 0;
      const arrived = (bytes: Buffer) => {
        answered = nowMs();
        text += bytes.toString();
        const body = bodyOf(text);
        if (body === undefined) return;
        this.socket.off('data', arrived).off('close', closed);
        const { id, status } = JSON.parse(body);
        if (status === 'COMPLETED') resolve({ id, submitted, answered });
        else reject(new Error(text));
      };
      const closed = () => reject(new Error(`The connection was closed after: ${text}`));
      this.socket.on('data', arrived).once('close', closed);
      const submitted = nowMs();
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private requestFor(body: string): string {
    const { pathname, search, host } = new URL(this.side.url);
    const headers = { host, ...this.side.headers, 'content-type': 'application/json' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `POST ${pathname}${search} HTTP/1.1\r\n${lines.join('')}content-length: ${body.length}\r\n\r\n${body}`;
  }
}

/** The body of an answer with a content-length, once it is whole. */
function bodyOf(text: string): string | undefined {
  const [head = '', body] = text.split('\r\n\r\n', 2);
  if (body === undefined) return undefined;
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer without content-length: ${head}`);
  return body.length >= Number(length) ? body : undefined;
}

export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
