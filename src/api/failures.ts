// Turns whatever a server or the network says no with into one clear AppError: problem+json, GraphQL errors,
// `{"error"}`, plain text, a gateway's HTML, nothing at all. Text from outside is cut, cleaned and redacted.
import { AppError, type ErrorKind } from '../base/errors';
import { isRecord, parseJson } from '../base/json';
import { redact } from '../base/redact';
import type { HttpRequest } from './request';
import { isLoopback } from './urls';

const maxQuoteCharacters = 300;

/** What a failed reply says about itself, as one line; undefined when it says nothing a person could read. */
export function wordsOf(body: string, contentType: string | null): string | undefined {
  const json = parseJson(body);
  if (json.ok) return jsonWords(json.value);
  if (/html/i.test(contentType ?? '') || /^\s*</.test(body)) {
    const title = /<title[^>]*>([^<]{1,200})<\/title>/i.exec(body)?.[1];
    return title && quote(title);
  }
  return quote(body);
}

function jsonWords(value: unknown): string | undefined {
  if (typeof value === 'string') return quote(value);
  if (!isRecord(value)) return undefined;
  const listed = Array.isArray(value.errors) ? value.errors.map(errorText).filter(Boolean) : [];
  const main = [value.detail, value.error, value.message, value.title].find(
    text => typeof text === 'string' && text !== '',
  );
  const words = [typeof main === 'string' ? main.replace(/\.$/, '') : '', listed.join('; ')].filter(Boolean);
  return words.length > 0 ? quote(words.join(': ')) : undefined;
}

function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  return isRecord(error) && typeof error.message === 'string' ? error.message : '';
}

/** One printable line of bounded length. */
export function quote(text: string): string | undefined {
  const line = text
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length > maxQuoteCharacters ? `${line.slice(0, maxQuoteCharacters)}…` : line;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** The error for a reply that is not a success. `key` is taken out of everything quoted. */
export function replyFailure(request: HttpRequest, reply: Reply, key: string): AppError {
  const words = wordsOf(reply.body, reply.headers.get('content-type'));
  const said = words === undefined ? undefined : redact(words, [key]);
  const { kind, message, remedy } = statusWords(request, reply.status, said);
  const requestId = reply.headers.get('x-request-id');
  return new AppError(kind, message, {
    remedy,
    status: reply.status,
    detail: requestId ? `Request id ${quote(requestId)}.` : undefined,
  });
}

interface Words {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly remedy?: string | undefined;
}

function statusWords(request: HttpRequest, status: number, said: string | undefined): Words {
  const host = new URL(request.url).host;
  const tail = said ? `: ${said}` : '';
  if (status === 401) return unauthorized(host, tail);
  if (status === 403) {
    return {
      kind: 'unauthorized',
      message: `${host} does not allow this key to use ${request.subject}${tail}.`,
      remedy:
        'Give the key access to this API and endpoint in the RunPod console, or sign in with another key.',
    };
  }
  if (status === 404) {
    return {
      kind: 'not-found',
      message: `There is no ${request.subject.replace(/^the /, '')}${said && !/not found/i.test(said) ? tail : ''}.`,
      remedy: 'Check the id and the target; it may have been deleted, or belong to another account.',
    };
  }
  if (status === 402 || /insufficient (balance|funds)/i.test(said ?? '')) {
    return {
      kind: 'remote',
      message: `The account's balance is too low for ${request.subject}.`,
      remedy: 'Add funds in the RunPod console (Billing) and try again.',
    };
  }
  if (status === 413) {
    return {
      kind: 'usage',
      message: `${host} says that what was sent for ${request.subject} is too large${tail}.`,
      remedy: 'Send less, or put the data into storage and send its address. Nothing was done.',
    };
  }
  if (status === 409) return { kind: 'conflict', message: `${host} reports a conflict${tail}.` };
  if (status === 408 || status === 504 || status === 524) {
    return {
      kind: 'timeout',
      message: `${host} took too long to answer for ${request.subject} (${status}).`,
      remedy: unsureRemedy(request),
    };
  }
  if (status >= 500) {
    return {
      kind: 'remote',
      message: `${host} failed with ${status} for ${request.subject}${tail}.`,
      remedy: unsureRemedy(request),
    };
  }
  return {
    kind: 'remote',
    message: `${host} declined ${request.subject} (${status})${tail}.`,
    remedy: adviceFor(said),
  };
}

function unauthorized(host: string, tail: string): Words {
  return {
    kind: 'unauthorized',
    message: `${host} does not accept this API key${tail}.`,
    remedy: isLoopback(new URL(`http://${host}`).hostname)
      ? 'Local RunPod makes a new key at every start: start it again, or sign in again.'
      : 'Sign in again with a valid key (RunPod console, Settings, API keys), or correct RUNPOD_API_KEY.',
  };
}

/** Sentences of the platform that have a known way out; their wording drifts, so the match is loose. */
export function adviceFor(said: string | undefined): string | undefined {
  if (/workers?\s+quota/i.test(said ?? '')) {
    return 'Lower the maximum of workers here or on another endpoint; the quota grows with the balance.';
  }
  if (/unique|already exists/i.test(said ?? '')) return 'Choose another name.';
  if (/too large|payload/i.test(said ?? ''))
    return 'Send less, or put the data into storage and send its address.';
  return undefined;
}

/** As `error`, with the advice for a write whose answer cannot be read: it may have been done. */
export function unsure(error: unknown, safety: HttpRequest['safety']): unknown {
  if (safety === 'read' || !(error instanceof AppError)) return error;
  const { kind, message, detail } = error;
  return new AppError(kind, message, { detail, remedy: unsureRemedy({ safety }) });
}

function unsureRemedy(request: Pick<HttpRequest, 'safety'>): string {
  return request.safety === 'read'
    ? 'It was tried several times. Try again in a minute; status.runpod.io tells of outages.'
    : 'It may have been done or not: look before you do it again.';
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'a proxy or firewall presents its own certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an unknown issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate could not be verified',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  EPROTO: 'it does not speak TLS',
  UND_ERR_HEADERS_OVERFLOW: 'the head of its reply is too large',
  Z_DATA_ERROR: 'its reply is not compressed as it says',
  Z_BUF_ERROR: 'its reply is not compressed as it says',
};

/** The error for a request that got no reply, or only part of one. */
export function networkFailure(request: HttpRequest, cause: unknown): AppError {
  const code = causeCode(cause);
  const unreadable = /^HPE_/.test(code) ? 'what it answers is not HTTP' : undefined;
  const why = networkWords[code] ?? unreadable ?? (code || 'the connection failed');
  const url = new URL(request.url);
  const certificate = /CERT|SIGNATURE/.test(code);
  const remedy = certificate
    ? "Behind a proxy, add its authority to the system's (VS Code takes those, see http.systemCertificates); the command line takes NODE_EXTRA_CA_CERTS."
    : isLoopback(url.hostname)
      ? 'Is Local RunPod running? Start it and try again.'
      : 'Check the network, the proxy and the address.';
  return new AppError('remote', `Could not reach ${url.host}: ${why}.`, {
    remedy:
      request.safety === 'read' || code === 'ECONNREFUSED' ? remedy : `${remedy} ${unsureRemedy(request)}`,
    detail: code ? `Network error ${code}.` : undefined,
    cause,
  });
}

/** The reply began and did not end, or had no body where one is promised. */
export function brokenOff(request: HttpRequest): AppError {
  return new AppError('remote', `The reply for ${request.subject} broke off.`, {
    remedy: unsureRemedy(request),
  });
}

function causeCode(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 4) return '';
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'string') return code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return causeCode(inner, depth + 1);
}
