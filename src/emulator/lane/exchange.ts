// One request and its answer, straight on Node's own objects. An answer leaves in one write, in the step that has it.
import type { IncomingMessage, ServerResponse } from 'node:http';

export class Exchange {
  /** The path's words, without the query. */
  readonly path: readonly string[];
  private readonly query: string;
  private parsed: URLSearchParams | undefined;

  constructor(
    readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
  ) {
    const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
    this.path = path.split('/');
    this.query = query;
  }

  /** A member of the query, undefined when it is not there. */
  asked(name: string): string | undefined {
    this.parsed ??= new URLSearchParams(this.query);
    return this.parsed.get(name) ?? undefined;
  }

  /** Calls `then` with the whole body; never when the caller hangs up before its end. */
  read(then: (text: string) => void): void {
    const parts: Buffer[] = [];
    this.incoming.on('data', (part: Buffer) => parts.push(part));
    this.incoming.on('end', () => then(Buffer.concat(parts).toString()));
  }

  /** Aborts when the caller hangs up; after the answer it means nothing. */
  readonly hangUp = (): AbortSignal => {
    const gone = new AbortController();
    this.outgoing.once('close', () => gone.abort());
    return gone.signal;
  };

  /** Calls `lost` when the connection closes before the whole answer was written. */
  onUndelivered(lost: () => void): void {
    this.outgoing.once('close', () => !this.outgoing.writableFinished && lost());
  }

  /** Without a body: 204. */
  answer(status: number, body?: unknown): void {
    if (body === undefined) {
      this.outgoing.writeHead(status).end();
      return;
    }
    const text = JSON.stringify(body);
    const length = String(Buffer.byteLength(text));
    this.outgoing.writeHead(status, ['content-type', 'application/json', 'content-length', length]).end(text);
  }

  get answered(): boolean {
    return this.outgoing.headersSent;
  }
}
