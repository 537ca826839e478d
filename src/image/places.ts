// Where engines listen when nobody chose one: Docker's own socket, then the rootless ones, the desktops, podman.
import { join } from 'node:path';
import type { Tool } from './cli/output';
import type { EngineAddress, TlsFiles } from './docker/transport';

export interface Place {
  /** For messages. */
  readonly label: string;
  readonly path: string;
  /** Whose engine it is, as far as the place tells. */
  readonly tool: Tool;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

export function defaultPlaces({ env, home, platform }: Surroundings): Place[] {
  if (platform === 'win32') {
    return [
      { tool: 'docker', label: 'Docker', path: '//./pipe/docker_engine' },
      { tool: 'docker', label: 'Docker Desktop', path: '//./pipe/dockerDesktopLinuxEngine' },
      { tool: 'podman', label: 'podman', path: '//./pipe/podman-machine-default' },
    ];
  }
  const runtime = env.XDG_RUNTIME_DIR;
  const rootless = (tool: Tool, path: string): Place[] =>
    runtime ? [{ tool, label: `rootless ${tool}`, path: join(runtime, path) }] : [];
  return [
    { tool: 'docker', label: 'Docker', path: '/var/run/docker.sock' },
    ...rootless('docker', 'docker.sock'),
    { tool: 'docker', label: 'Docker Desktop', path: join(home, '.docker/run/docker.sock') },
    { tool: 'docker', label: 'Docker Desktop for Linux', path: join(home, '.docker/desktop/docker.sock') },
    { tool: 'docker', label: 'OrbStack', path: join(home, '.orbstack/run/docker.sock') },
    { tool: 'docker', label: 'Colima', path: join(home, '.colima/default/docker.sock') },
    { tool: 'docker', label: 'Rancher Desktop', path: join(home, '.rd/docker.sock') },
    ...rootless('podman', 'podman/podman.sock'),
    { tool: 'podman', label: 'podman', path: '/run/podman/podman.sock' },
  ];
}

/** Reads a DOCKER_HOST; undefined for what only the docker command line can reach (ssh) or nobody knows. */
export function parseHost(host: string, tls?: TlsFiles): EngineAddress | undefined {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/.exec(host) ?? [];
  if (scheme === 'unix' || scheme === 'npipe') return { kind: 'socket', path: rest ?? '' };
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https') return undefined;
  const url = new URL(`http://${rest}`);
  const encrypted = scheme === 'https' || tls !== undefined;
  const port = Number(/:(\d+)\/?$/.exec(rest ?? '')?.[1] ?? (encrypted ? 2376 : 2375));
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, tls: encrypted ? tls : undefined };
}
