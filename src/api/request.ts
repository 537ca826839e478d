// What is asked of http.ts. The safety of a request decides whether it may be sent twice.
import { AppError } from '../base/errors';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Without query. */
  readonly url: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /**
   * `read` may be repeated and shared; `once` changes something (or drains something) and is repeated only
   * after a 429, which says that nothing was done.
   */
  readonly safety: 'read' | 'once';
  /** Requests of one scope share a rate limit: `rest`, `graphql`, `jobs/<endpoint>/<route>`. */
  readonly scope: string;
  /** What is asked for, as words for an error: "endpoint abc". */
  readonly subject: string;
  /** For the whole reply, per attempt, in ms; 30 s by default. */
  readonly timeoutMs?: number;
}

/** A checked part of a path: ids come from people, and `..` must not walk out of the route. */
export function segment(id: string, what: string): string {
  if (!/^[\w.:@-]{1,200}$/.test(id) || /^\.+$/.test(id)) {
    throw new AppError('usage', `"${id.slice(0, 40)}" is not ${what} id.`, {
      remedy: 'Ids are letters, digits and dashes; copy the id from the list.',
    });
  }
  return encodeURIComponent(id);
}
