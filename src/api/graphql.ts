// GraphQL over the same door as everything else: graphql-request builds and reads the documents, http.ts sends
// them. Queries are repeated when the back end says "try again"; mutations never are.
import { ClientError, GraphQLClient } from 'graphql-request';
import type * as z from 'zod';
import type { Clock } from '../base/clock';
import { AppError, type ErrorKind, isAppError } from '../base/errors';
import { parseJson } from '../base/json';
import { retry } from '../base/retry';
import { graphReplySchema } from '../wire/graphql';
import { parseBody, parseValue } from './body';
import { adviceFor, quote, unsure } from './failures';
import type { Http } from './http';

export interface Operation<T> {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Of the whole `data`. */
  readonly schema: z.ZodType<T>;
  /** What is asked for, as words for an error. */
  readonly subject: string;
}

export interface Graph {
  query<T>(operation: Operation<T>, signal?: AbortSignal): Promise<T>;
  mutate<T>(operation: Operation<T>, signal?: AbortSignal): Promise<T>;
}

interface GraphOptions {
  readonly url: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
}

/** Sentences the back end uses for failures that pass (as flash retries them). */
const passing =
  /try again later|internal server error|service unavailable|too many requests|temporarily unavailable/i;

export function createGraph({ url, http, clock, random }: GraphOptions): Graph {
  async function ask<T>(operation: Operation<T>, safety: 'read' | 'once', signal?: AbortSignal): Promise<T> {
    const parsed = <R>(parse: () => R): R => {
      try {
        return parse();
      } catch (error) {
        throw unsure(error, safety);
      }
    };
    const send = async (_: unknown, init?: RequestInit) => {
      const request = { method: 'POST', url, safety, scope: 'graphql', subject: operation.subject } as const;
      const body = parseJson(String(init?.body));
      const text = await http.text(
        { ...request, body: body.ok ? body.value : undefined, timeoutMs: 60_000 },
        signal,
      );
      parsed(() => parseBody(graphReplySchema, text, operation.subject));
      return new Response(text, { headers: { 'content-type': 'application/json' } });
    };
    const client = new GraphQLClient(url, { fetch: send });
    try {
      const data: unknown = await client.request(operation.document, operation.variables);
      return parsed(() => parseValue(operation.schema, data ?? {}, operation.subject));
    } catch (error) {
      throw http.clean(error instanceof ClientError ? refusal(operation.subject, error) : error);
    }
  }

  return {
    mutate: (operation, signal) => ask(operation, 'once', signal),
    query: (operation, signal) =>
      retry(() => ask(operation, 'read', signal), {
        clock,
        attempts: 3,
        baseMs: 1_000,
        maxMs: 15_000,
        signal,
        again: error => isAppError(error) && error.status === 200 && passing.test(error.message),
        ...(random && { random }),
      }),
  };
}

/** HTTP 200 with `errors`: the first one is the reason, the others go into the details. */
function refusal(subject: string, error: ClientError): AppError {
  const messages = (error.response.errors ?? []).map(item => quote(item.message) ?? 'no reason given');
  const said = (messages[0] ?? 'no reason given').replace(/\.$/, '');
  return new AppError(kindOf(said), `RunPod declined ${subject}: ${said}.`, {
    status: 200,
    remedy: adviceFor(said) ?? (passing.test(said) ? 'Try again in a minute.' : undefined),
    detail: messages.slice(1).join('\n') || undefined,
  });
}

function kindOf(said: string): ErrorKind {
  if (/unauthori[sz]ed|not authenticated|invalid api key|forbidden/i.test(said)) return 'unauthorized';
  if (/too many requests/i.test(said)) return 'rate-limited';
  if (/not found|unable to find|does not exist/i.test(said)) return 'not-found';
  if (/unique|already exists|in use|bound/i.test(said)) return 'conflict';
  return 'remote';
}
