// One request to an engine's API, over a unix socket, a Windows pipe or TCP. Knows HTTP and nothing of Docker.
// Aborting the signal closes the connection, which is how the API is told to stop a build, push or pull.
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { AppError, cancelled, isCancelled } from '../../base/errors';

export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls?: TlsFiles | undefined;
    };

export interface TlsFiles {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With the API version, such as `/v1.41/build`. */
  readonly path: string;
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent as it is; anything else as JSON. */
  readonly body?: Readable | object | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface EngineReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

export type EngineTransport = (request: EngineRequest) => Promise<EngineReply>;

/** The address in words: a path or `tcp://host:port`. */
export function describeAddress(address: EngineAddress): string {
  return address.kind === 'socket' ? address.path : `tcp://${address.host}:${address.port}`;
}

export function createTransport(address: EngineAddress): EngineTransport {
  const send = address.kind === 'tcp' && address.tls ? httpsRequest : httpRequest;
  return request =>
    new Promise((resolve, reject) => {
      const body = bodyOf(request.body);
      const outgoing = send({ ...target(address), ...head(request, body) }, reply =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: reply }),
      );
      outgoing.on('error', error => reject(unreachable(error, address, request.signal)));
      if (typeof body !== 'object') {
        outgoing.end(body);
        return;
      }
      body.on('error', error => {
        outgoing.destroy();
        reject(error);
      });
      body.pipe(outgoing);
    });
}

function bodyOf(body: Readable | object | undefined): Readable | string | undefined {
  if (body === undefined) return undefined;
  return body instanceof Readable ? body : JSON.stringify(body);
}

function head(request: EngineRequest, body: Readable | string | undefined): object {
  const json = typeof body === 'string' && {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return {
    method: request.method,
    path: withQuery(request.path, request.query ?? {}),
    headers: { host: 'docker', ...json, ...request.headers },
    ...(request.signal ? { signal: request.signal } : {}),
  };
}

function target(address: EngineAddress): object {
  if (address.kind === 'socket') return { socketPath: address.path };
  return { host: address.host, port: address.port, ...address.tls };
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket',
  ECONNREFUSED: 'nothing listens there',
  EACCES: 'this user may not open it',
  ETIMEDOUT: 'it does not answer',
  ENOTFOUND: 'the host name is not known',
};

/** No engine answers at an address; `reason` says why without naming it again. */
export class EngineUnreachable extends AppError {
  constructor(
    where: string,
    readonly reason: string,
    cause: Error & { code?: string },
  ) {
    super('missing-tool', `The container engine at ${where} cannot be reached: ${reason}.`, {
      remedy:
        cause.code === 'EACCES'
          ? 'Add your user to the group that owns the socket (often "docker"), then sign in again.'
          : 'Start Docker or podman, or point DOCKER_HOST at an engine that runs.',
      cause,
    });
  }
}

function unreachable(error: Error & { code?: string }, address: EngineAddress, signal?: AbortSignal): Error {
  if (isCancelled(error) || signal?.aborted) return cancelled();
  return new EngineUnreachable(describeAddress(address), reasons[error.code ?? ''] ?? error.message, error);
}
