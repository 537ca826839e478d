// What callers of load-balancing endpoints talk to: `/lb/{endpointId}/PATH` here, `https://{endpointId}.api.runpod.ai/PATH`
// on the platform. It stands before the router, because requests and web sockets pass through as they are.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Platform } from '../platform';
import { isLoopbackHost, same } from '../server/guard';
import { carry, refuse } from './proxy';
import type { Passage } from './traffic';
import { refuseUpgrade, tunnel } from './tunnel';

/** Takes requests of the server's before anybody else. */
export interface Gateway {
  accepts(incoming: IncomingMessage): boolean;
  request(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void>;
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

interface Denial {
  readonly status: number;
  readonly detail: string;
}

const route = /^\/lb\/([^/?]+)(\/[^?]*)?(\?.*)?$/;

/** `key` is the bearer key of this run. */
export function balancerGateway(platform: Platform, key: string): Gateway {
  const { settings, traffic, clock } = platform;
  /** The worker for a request, or why there is none. */
  const admit = async (incoming: IncomingMessage, gone: AbortSignal): Promise<Passage | Denial> => {
    const endpointId = partsOf(incoming).endpointId;
    const denial = denialOf(incoming, key) ?? denialFor(platform, endpointId);
    if (denial) return denial;
    const entered = await traffic.enter(endpointId, { waitMs: settings.balancerWaitMs, signal: gone });
    return 'refused' in entered ? { status: 400, detail: entered.refused } : entered;
  };
  return {
    accepts: ({ url = '' }) => url.startsWith('/lb/'),
    async request(incoming, outgoing) {
      const admitted = await admit(incoming, closing(outgoing));
      if ('status' in admitted) {
        refuse(outgoing, admitted.status, admitted.detail);
        return;
      }
      const { worker } = admitted;
      const { path } = partsOf(incoming);
      await carry({ worker, path, incoming, outgoing, clock, answerMs: settings.balancerAnswerMs });
      admitted.left();
    },
    async upgrade(incoming, socket, head) {
      socket.on('error', () => socket.destroy());
      const admitted = await admit(incoming, closing(socket));
      if ('status' in admitted) {
        refuseUpgrade(socket, admitted.status, admitted.detail);
        return;
      }
      await tunnel({ worker: admitted.worker, path: partsOf(incoming).path, incoming, socket, head });
      admitted.left();
    },
  };
}

function partsOf({ url = '' }: IncomingMessage): { readonly endpointId: string; readonly path: string } {
  const [, endpointId = '', path = '/', query = ''] = route.exec(url) ?? [];
  return { endpointId, path: `${path}${query}` };
}

/** The words of 401 are the platform's (runpod-plugins-official, golden path 17). */
function denialOf({ headers }: IncomingMessage, key: string): Denial | undefined {
  if (!isLoopbackHost(headers.host ?? '')) {
    return { status: 403, detail: 'Local RunPod answers on 127.0.0.1 only.' };
  }
  const token = (headers.authorization ?? '').replace(/^Bearer\s+/i, '');
  if (token === '') return { status: 401, detail: 'no token provided' };
  return same(token, key) ? undefined : { status: 401, detail: 'invalid api key' };
}

function denialFor({ account }: Platform, endpointId: string): Denial | undefined {
  const endpoint = account.endpoints.get(endpointId);
  if (!endpoint) return { status: 404, detail: 'endpoint not found' };
  return endpoint.type === 'LB' ? undefined : { status: 400, detail: 'not allowed for QB API' };
}

function closing(stream: ServerResponse | Duplex): AbortSignal {
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  return gone.signal;
}
