// Where a worker of a load-balancing endpoint listens. On the platform each has a network of its own and its PORT; here all
// share 127.0.0.1, so that each gets free ports under the same names.
import { createServer } from 'node:net';
import type { Env } from '../../wire/container';

export interface WorkerPorts {
  readonly main: number;
  readonly health: number;
}

/** One port, or two when the template keeps the health check on another one than the server's. */
export async function freePorts(env: Env): Promise<WorkerPorts> {
  const { PORT = '80', PORT_HEALTH = PORT } = env;
  const [main, health] = await Promise.all([freePort(), freePort()]);
  return { main, health: PORT_HEALTH === PORT ? main : health };
}

/** What the worker is told of them. */
export function portVariables(ports: WorkerPorts | undefined): Env {
  return ports ? { PORT: String(ports.main), PORT_HEALTH: String(ports.health) } : {};
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
