// Where the three APIs answer, with the overrides that other RunPod tools honour. A key never travels in clear
// to another machine: plain http is for this one only.
import { AppError } from '../base/errors';
import type { CloudUrls } from './cloud';

export const runpodUrls: CloudUrls = {
  graphql: 'https://api.runpod.io/graphql',
  rest: 'https://api.runpod.io/v2',
  jobs: 'https://api.runpod.ai/v2',
};

/**
 * RunPod's addresses, or those that `env` names: `RUNPOD_API_BASE_URL` (GraphQL, with or without `/graphql`),
 * `RUNPOD_REST_V2_API_URL` and `RUNPOD_ENDPOINT_BASE_URL` (both ending in `/v2`).
 * Throws `usage` for an address that cannot be used.
 */
export function cloudUrls(env: Readonly<Record<string, string | undefined>>): CloudUrls {
  const graphBase = checkedUrl(env.RUNPOD_API_BASE_URL, 'RUNPOD_API_BASE_URL');
  return {
    graphql: graphBase ? `${graphBase.replace(/\/graphql$/, '')}/graphql` : runpodUrls.graphql,
    rest: checkedUrl(env.RUNPOD_REST_V2_API_URL, 'RUNPOD_REST_V2_API_URL') ?? runpodUrls.rest,
    jobs: checkedUrl(env.RUNPOD_ENDPOINT_BASE_URL, 'RUNPOD_ENDPOINT_BASE_URL') ?? runpodUrls.jobs,
  };
}

/**
 * Where a load-balancing endpoint answers, without its path: `https://{id}.api.runpod.ai` (runpod docs,
 * serverless/load-balancing/overview), `/lb/{id}` on Local RunPod.
 */
export function balancedUrl({ jobs }: CloudUrls, endpointId: string): string {
  const { origin, hostname, protocol } = new URL(jobs);
  return isLoopback(hostname) ? `${origin}/lb/${endpointId}` : `${protocol}//${endpointId}.${hostname}`;
}

/** The address without a trailing slash; undefined when none is set. */
function checkedUrl(value: string | undefined, name: string): string | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  const url = parseUrl(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new AppError('usage', `${name} is not a web address.`, {
      remedy: `Set ${name} to an address such as https://api.runpod.io, or remove it.`,
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new AppError('usage', `${name} would send your key unencrypted to ${url.hostname}.`, {
      remedy: 'Use https; plain http is accepted for this machine only.',
    });
  }
  return text.replace(/\/+$/, '');
}

export function parseUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
