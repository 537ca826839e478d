// A registry of our own on a free port of 127.0.0.1, which dockerd talks to in plain HTTP.
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startService } from './service';

export interface TestRegistry {
  /** `127.0.0.1:port`. */
  readonly host: string;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  readonly command: string;
  /** Holds its configuration, log and blobs. */
  readonly folder: string;
  /** YAML for the `auth` key of its configuration, such as `{token: {…}}`. */
  readonly auth?: string;
}

export async function startRegistry({ command, folder, auth }: RegistryOptions): Promise<TestRegistry> {
  const port = await freePort();
  const config = join(folder, 'registry.yml');
  writeFileSync(
    config,
    [
      'version: 0.1',
      'log: {level: error}',
      `storage: {filesystem: {rootdirectory: ${join(folder, 'blobs')}}, delete: {enabled: true}}`,
      `http: {addr: "127.0.0.1:${port}"}`,
      ...(auth ? [`auth: ${auth}`] : []),
      '',
    ].join('\n'),
  );
  const service = await startService({
    command,
    args: ['serve', config],
    logFile: join(folder, 'registry.log'),
    env: { OTEL_TRACES_EXPORTER: 'none' },
    answers: async () => [200, 401].includes(await statusOf(`http://127.0.0.1:${port}/v2/`)),
  });
  return { host: `127.0.0.1:${port}`, stop: () => service.stop() };
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, reply => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    }).on('error', reject);
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
