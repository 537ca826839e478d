// The engine's API as calls that answer or throw in plain words: version negotiated once, JSON parsed,
// streams as typed messages, HTTP errors as AppErrors with the engine's own sentence.
import type * as z from 'zod';
import { AppError, cancelled } from '../../base/errors';
import { isRecord, parseJson } from '../../base/json';
import { jsonLines } from './jsonLines';
import { type EngineMessage, engineMessageSchema } from './message';
import type { EngineReply, EngineRequest, EngineTransport } from './transport';

/** The newest API version we were written against; an older engine sets the lower one. */
const newestApi = '1.47';

export interface DockerClient {
  readonly apiVersion: string;
  /** Such as `Docker/26.1.5` or `Libpod/4.3.1`. */
  readonly server: string;
  /** True when the engine prefers BuildKit (no classic builder, or only as a fallback). */
  readonly prefersBuildKit: boolean;
  /** Any reply under 400; throws for the rest. Paths are without the version. */
  call(request: EngineRequest): Promise<EngineReply>;
  json<T>(schema: z.ZodType<T>, request: EngineRequest): Promise<T>;
  /** The messages of a long answer. Ends early with `cancelled` when the signal aborts. */
  messages(request: EngineRequest): AsyncGenerator<EngineMessage>;
}

/** Asks the engine who it is. Throws `missing-tool` when it cannot be reached. */
export async function connect(transport: EngineTransport, signal?: AbortSignal): Promise<DockerClient> {
  const ping = await transport({ method: 'GET', path: '/_ping', signal });
  await readAll(ping);
  if (ping.status !== 200)
    throw new AppError('missing-tool', `What answers there is not a container engine (HTTP ${ping.status}).`);
  const offered = header(ping, 'api-version') || newestApi;
  const apiVersion = isNewer(offered, newestApi) ? newestApi : offered;
  const call = async (request: EngineRequest) => {
    const reply = await transport({ ...request, path: `/v${apiVersion}${request.path}` });
    if (reply.status >= 400) throw refusal(reply.status, await readAll(reply));
    return reply;
  };
  return {
    apiVersion,
    server: header(ping, 'server'),
    prefersBuildKit: header(ping, 'builder-version') === '2',
    call,
    async json(schema, request) {
      const parsed = parseJson(await readAll(await call(request)));
      const result = schema.safeParse(parsed.ok ? parsed.value : undefined);
      if (result.success) return result.data;
      throw new AppError(
        'remote',
        `The container engine answered ${request.path} with something we cannot read.`,
        { cause: result.error },
      );
    },
    async *messages(request) {
      const reply = await call(request);
      try {
        for await (const value of jsonLines(reply.body)) {
          const message = engineMessageSchema.safeParse(value);
          if (message.success) yield message.data;
        }
      } catch (error) {
        if (request.signal?.aborted) throw cancelled();
        throw new AppError('remote', 'The connection to the container engine broke off.', { cause: error });
      }
      if (request.signal?.aborted) throw cancelled();
    },
  };
}

export async function readAll(reply: EngineReply): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply.body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function header(reply: EngineReply, name: string): string {
  const value = reply.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

function isNewer(a: string, b: string): boolean {
  return Number(a.split('.')[1] ?? 0) > Number(b.split('.')[1] ?? 0);
}

function refusal(status: number, body: string): AppError {
  const parsed = parseJson(body);
  const said = parsed.ok && isRecord(parsed.value) ? parsed.value.message : undefined;
  const words = (typeof said === 'string' ? said : body).trim() || `HTTP ${status}`;
  const kind = status === 404 ? 'not-found' : status === 409 ? 'conflict' : 'remote';
  return new AppError(kind, words, { status });
}
