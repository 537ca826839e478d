// A server that is a function: Request in, Response out. Hands itself out as the fetch of a client and remembers
// what it was asked, so that a test needs no socket.
import type { FetchLike } from '../../src/api/http';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Answer = (asked: Asked, nth: number) => Response | Promise<Response>;

export class FakeServer {
  readonly asked: Asked[] = [];

  constructor(private readonly answer: Answer) {}

  readonly fetch: FetchLike = async request => {
    const text = await request.clone().text();
    const asked = {
      method: request.method,
      url: new URL(request.url),
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    this.asked.push(asked);
    const answered = Promise.resolve(this.answer(asked, this.asked.length));
    const reply = await Promise.race([answered, aborted(request.signal)]);
    // As with a real fetch, the signal also ends a body that is still being read.
    const body = reply.body?.pipeThrough(new TransformStream(), { signal: request.signal }) ?? null;
    const { status, statusText, headers } = reply;
    return new Response(body, { status, statusText, headers });
  };

  get paths(): string[] {
    return this.asked.map(({ method, url }) => `${method} ${url.pathname}${url.search}`);
  }
}

export function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
}

export function problem(status: number, title: string, detail: string, errors?: string[]): Response {
  return json(
    { title, status, detail, errors },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

/** Never answers; ends when the request is aborted. */
export function silence(): Promise<Response> {
  return new Promise(() => undefined);
}

/** The error of undici's fetch for a broken connection. */
export function networkError(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
}
