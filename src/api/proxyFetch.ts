// A fetch that goes through the proxy of the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY), for the command line:
// Node's own takes no notice of them. In the editor nothing of this is used: VS Code's own network stack does it.
import type { FetchLike } from './http';

type Env = Readonly<Record<string, string | undefined>>;

/** This machine is never reached through a proxy. */
const neverProxied = 'localhost,127.0.0.1,::1';

/** Undefined when the environment names no proxy: then the platform's fetch will do. */
export function proxyFetch(env: Env): FetchLike | undefined {
  const value = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  const [httpsProxy, httpProxy] = [value('HTTPS_PROXY'), value('HTTP_PROXY')];
  if (!httpsProxy && !httpProxy) return undefined;
  const noProxy = [value('NO_PROXY'), neverProxied].filter(Boolean).join(',');
  const loaded = import('undici').then(({ EnvHttpProxyAgent, fetch: undiciFetch }) => ({
    dispatcher: new EnvHttpProxyAgent({ noProxy, httpProxy: httpProxy ?? '', httpsProxy: httpsProxy ?? '' }),
    undiciFetch,
  }));
  // Whoever asks is told; until then a failure is nobody's.
  loaded.catch(() => undefined);
  return async request => {
    const { dispatcher, undiciFetch } = await loaded;
    const body = request.method === 'GET' ? undefined : await request.text();
    const reply = await undiciFetch(request.url, {
      dispatcher,
      method: request.method,
      headers: [...request.headers],
      redirect: 'manual',
      signal: request.signal,
      ...(body !== undefined && { body }),
    });
    // The same by shape: both are Node's fetch, of different ages.
    return reply as unknown as Response;
  };
}
