// The only door to the network. Every request carries our name and the key as a header, is bounded in time and
// size, never takes the key to another origin, and fails with one AppError. Repeats only what is safe to repeat.
import type * as z from 'zod';
import type { Clock } from '../base/clock';
import { AppError, cancelled, isAppError } from '../base/errors';
import { linkedAbort, unlessAborted } from '../base/linkedAbort';
import type { Logger } from '../base/log';
import { redact } from '../base/redact';
import { retry } from '../base/retry';
import { SingleFlight } from '../base/singleFlight';
import { parseBody, readText } from './body';
import { brokenOff, networkFailure, replyFailure, unsure } from './failures';
import { RateLimits, rateLimited } from './rateLimits';
import type { HttpRequest } from './request';
import { parseUrl } from './urls';

export type FetchLike = (request: Request) => Promise<Response>;

export interface HttpOptions {
  readonly key: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Cloudflare in front of RunPod refuses some default agents, so ours is always named. */
  readonly userAgent: string;
  /** A test's server; the platform's own by default. */
  readonly fetch?: FetchLike | undefined;
  /** 0..1; a test pins it. */
  readonly random?: (() => number) | undefined;
}

/** An open reply whose body is read piece by piece. */
export interface OpenReply {
  readonly body: ReadableStream<Uint8Array>;
  close(): void;
}

interface Exchange<T> {
  readonly request: HttpRequest;
  readonly signal: AbortSignal | undefined;
  /** `hold` keeps the connection beyond this call, until `close`. */
  readonly read: (reply: Response, hold: () => { signal: AbortSignal; close(): void }) => Promise<T>;
}

const defaultTimeoutMs = 30_000;
const attempts = 4;
const maxRedirects = 3;
const maxFailureBytes = 256 * 1024;

export class Http {
  readonly limits: RateLimits;
  private readonly flights = new SingleFlight();
  private readonly fetch: FetchLike;

  constructor(private readonly options: HttpOptions) {
    this.limits = new RateLimits(options.clock);
    this.fetch = options.fetch ?? (request => fetch(request));
  }

  /** A successful reply's body as text. Identical reads under way share one request. */
  async text(request: HttpRequest, signal?: AbortSignal): Promise<string> {
    const read = (reply: Response) => readText(reply);
    if (request.safety === 'once') {
      // A read that began before this write must not answer one that begins after it.
      this.flights.forget();
      try {
        return await this.repeat({ request, signal, read });
      } finally {
        this.flights.forget();
      }
    }
    const key = JSON.stringify([request.method, request.url, request.query, request.body, request.headers]);
    return this.flights.run(key, shared => this.repeat({ request, signal: shared, read }), signal);
  }

  async json<T>(schema: z.ZodType<T>, request: HttpRequest, signal?: AbortSignal): Promise<T> {
    const text = await this.text(request, signal);
    try {
      return parseBody(schema, text, request.subject);
    } catch (error) {
      throw this.clean(unsure(error, request.safety));
    }
  }

  /** An error without the key, whatever it looks like: servers echo what they were sent. */
  clean(error: unknown): unknown {
    if (!(error instanceof AppError)) return error;
    const { kind, message, remedy, detail, status, retryAfterMs } = error;
    const hide = (text: string) => redact(text, [this.options.key]);
    return new AppError(kind, hide(message), {
      remedy: remedy && hide(remedy),
      detail: detail && hide(detail),
      status,
      retryAfterMs,
      cause: error.cause,
    });
  }

  /** A successful reply with its body still running; `timeoutMs` counts until the headers are here. */
  open(request: HttpRequest, signal: AbortSignal): Promise<OpenReply> {
    return this.repeat({
      request,
      signal,
      read: async (reply, hold) => {
        if (!reply.body) throw brokenOff(request);
        const { signal: ended, close } = hold();
        // Not every fetch ends a body that is being read when its signal aborts.
        return { body: reply.body.pipeThrough(new TransformStream(), { signal: ended }), close };
      },
    });
  }

  private repeat<T>(exchange: Exchange<T>): Promise<T> {
    const { clock, random } = this.options;
    return retry(() => this.exchange(exchange), {
      clock,
      attempts,
      baseMs: 500,
      maxMs: 8_000,
      signal: exchange.signal,
      // After a 429 the gate of the scope does the waiting.
      again: error =>
        isAppError(error, 'rate-limited') ? canWait(error) : mayRepeat(exchange.request, error),
      ...(random && { random }),
    });
  }

  private async exchange<T>({ request, signal, read }: Exchange<T>): Promise<T> {
    const { clock } = this.options;
    if (signal?.aborted) throw cancelled();
    await this.limits.pass(request.scope, signal);
    const link = linkedAbort(clock, request.timeoutMs ?? defaultTimeoutMs, signal);
    let held = false;
    const hold = () => {
      held = true;
      link.keepOpen();
      return { signal: link.signal, close: () => link.abort() };
    };
    try {
      const reply = await unlessAborted(this.send(request, link.signal), link.signal);
      const reading = reply.ok ? read(reply, hold) : this.failure(request, reply).then(refuse);
      return await unlessAborted(reading, link.signal);
    } catch (error) {
      held = false;
      if (signal?.aborted) throw cancelled();
      if (link.timedOut) throw timedOut(request);
      throw this.clean(error instanceof AppError ? error : networkFailure(request, error));
    } finally {
      if (!held) link.dispose();
    }
  }

  private async send(request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const { clock } = this.options;
    const startMs = clock.now();
    let url = urlOf(request);
    for (let hop = 0; ; hop++) {
      const reply = await this.fetch(this.build(request, url, signal));
      this.limits.learn(request.scope, reply);
      this.note(request, url, reply.status, clock.now() - startMs, reply.headers.get('x-request-id'));
      const next = redirectOf(reply, url);
      if (!next) return reply;
      await reply.body?.cancel();
      if (next === 'away' || request.method !== 'GET' || hop >= maxRedirects) throw redirected(request);
      url = next;
    }
  }

  private build(request: HttpRequest, url: URL, signal: AbortSignal): Request {
    return new Request(url, {
      method: request.method,
      redirect: 'manual',
      signal,
      headers: {
        accept: 'application/json, application/problem+json',
        ...request.headers,
        'user-agent': this.options.userAgent,
        authorization: `Bearer ${this.options.key}`,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
  }

  private note(request: HttpRequest, url: URL, status: number, ms: number, requestId: string | null): void {
    const id = requestId ? ` (request ${requestId.slice(0, 80)})` : '';
    this.options.log.debug(
      `${request.method} ${url.host}${url.pathname} → ${status} in ${Math.round(ms)} ms${id}`,
    );
  }

  private async failure(request: HttpRequest, reply: Response): Promise<AppError> {
    if (reply.status === 429) return rateLimited(Math.max(1_000, this.limits.waitMs(request.scope)));
    const body = await readText(reply, maxFailureBytes).catch(() => '');
    return replyFailure(request, { status: reply.status, headers: reply.headers, body }, this.options.key);
  }
}

function refuse(error: AppError): never {
  throw error;
}

function urlOf(request: HttpRequest): URL {
  const url = new URL(request.url);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

/** Where a reply sends us; `away` when that is another origin, which must not see the key. */
function redirectOf(reply: Response, from: URL): URL | 'away' | undefined {
  if (reply.type === 'opaqueredirect') return 'away';
  if (![301, 302, 303, 307, 308].includes(reply.status)) return undefined;
  const target = parseUrl(reply.headers.get('location') ?? '', from);
  return target && target.origin === from.origin ? target : 'away';
}

function redirected(request: HttpRequest): AppError {
  return new AppError('remote', `${new URL(request.url).host} sent us elsewhere for ${request.subject}.`, {
    remedy:
      'Your key was not sent there. A login page or a wrong address may stand in between: check the address.',
  });
}

function timedOut(request: HttpRequest): AppError {
  const seconds = Math.round((request.timeoutMs ?? defaultTimeoutMs) / 1000);
  return new AppError('timeout', `${new URL(request.url).host} did not answer within ${seconds} s.`, {
    remedy:
      request.safety === 'read'
        ? 'Check the network and try again.'
        : 'It may have been done or not: look before you do it again.',
  });
}

function canWait(error: AppError): { waitMs: number } | false {
  return (error.retryAfterMs ?? 0) > 60_000 ? false : { waitMs: 0 };
}

const passingCodes = /ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT/;

function mayRepeat(request: HttpRequest, error: unknown): boolean {
  if (request.safety !== 'read' || !(error instanceof AppError)) return false;
  if (error.status !== undefined) return [500, 502, 503, 504].includes(error.status);
  return error.kind === 'remote' && passingCodes.test(error.detail ?? '');
}
