// HTTP to registries: plain on this machine, TLS elsewhere, redirects followed without the credentials
// (blobs live in object stores that refuse them).
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AppError, cancelled, isCancelled } from '../../base/errors';

export interface RegistryReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RegistryRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** 8 MB by default. */
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 20_000;
const maxBodyBytes = 8 * 1024 * 1024;
const maxRedirects = 5;

/** GETs and reads a body of at most `maxBytes`. Throws `remote` when nothing answers, `cancelled` on abort. */
export async function registryGet(request: RegistryRequest): Promise<RegistryReply> {
  let { url, headers = {} } = request;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const reply = await once({ ...request, url, headers });
    const location = reply.headers.location;
    if (reply.status < 300 || reply.status >= 400 || !location) return reply;
    const next = new URL(location, url);
    if (next.host !== new URL(url).host) headers = withoutAuthorization(headers);
    url = next.href;
  }
  throw new AppError('remote', `${new URL(request.url).host} redirects in circles.`);
}

function withoutAuthorization(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
}

function once({ url, headers, signal, maxBytes = maxBodyBytes }: RegistryRequest): Promise<RegistryReply> {
  const send = url.startsWith('http:') ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const options = { headers: { ...headers }, timeout: timeoutMs, ...(signal ? { signal } : {}) };
    const outgoing = send(url, options, reply => {
      const chunks: Buffer[] = [];
      let size = 0;
      reply.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > maxBytes) outgoing.destroy(new Error('the answer is too long'));
      });
      reply.on('error', error => reject(failure(url, error, signal)));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    outgoing.on('error', error => reject(failure(url, error, signal)));
    outgoing.end();
  });
}

function failure(url: string, error: Error, signal: AbortSignal | undefined): AppError {
  if (signal?.aborted || isCancelled(error)) return cancelled();
  return new AppError('remote', `The registry ${new URL(url).host} cannot be reached: ${error.message}.`, {
    remedy: 'Check the name of the image and the network.',
    cause: error,
  });
}
