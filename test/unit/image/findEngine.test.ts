// Which engine is taken, and what is said when there is none.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import type { CliCommand } from '../../../src/image/cli/command';
import { describeAddress } from '../../../src/image/docker/transport';
import type { Engine } from '../../../src/image/engine';
import { type EngineSources, findEngine } from '../../../src/image/findEngine';
import { parseHost } from '../../../src/image/places';

interface World {
  readonly env?: Record<string, string>;
  readonly alive?: readonly string[];
  readonly files?: Record<string, string>;
  readonly tools?: Record<string, string>;
}

function world({ env = {}, alive = [], files = {}, tools = {} }: World) {
  const tried: string[] = [];
  const sources: EngineSources = {
    env,
    home: '/home/me',
    platform: 'linux',
    read: async path => files[path],
    run: async <T>(command: CliCommand<T>) => {
      tried.push(command.command);
      const stdout = tools[command.command];
      if (stdout === undefined)
        throw new AppError('missing-tool', `There is no command "${command.command}" on this machine.`);
      return command.parse({ stdout, stderr: '', code: 0 });
    },
    connect: async address => {
      const where = describeAddress(address);
      tried.push(where);
      if (!alive.includes(where)) throw new AppError('missing-tool', `nothing at ${where}`);
      return { kind: 'docker-api', version: '1', address: where } as Engine;
    },
  };
  return { sources, tried };
}

const found = async (setting: World) => {
  const search = await findEngine(world(setting).sources);
  return search.found ? `${search.engine.kind} ${search.engine.address}` : search.probes;
};

describe('findEngine', () => {
  it('takes the usual socket first, then rootless ones, podman and the tools', async () => {
    const env = { XDG_RUNTIME_DIR: '/run/user/1' };
    expect(await found({ env, alive: ['/var/run/docker.sock', '/run/user/1/docker.sock'] })).toBe(
      'docker-api /var/run/docker.sock',
    );
    expect(await found({ env, alive: ['/run/user/1/docker.sock'] })).toBe(
      'docker-api /run/user/1/docker.sock',
    );
    expect(await found({ env, alive: ['/run/user/1/podman/podman.sock'] })).toBe(
      'docker-api /run/user/1/podman/podman.sock',
    );
    expect(await found({ tools: { podman: '{"Version":"4.3.1"}' } })).toBe('podman-cli the podman command');
  });

  it('tries only what was chosen on purpose', async () => {
    const { sources, tried } = world({
      env: { DOCKER_HOST: 'unix:///x.sock' },
      alive: ['/var/run/docker.sock'],
    });
    expect(await findEngine(sources)).toEqual({
      found: false,
      probes: [{ probed: 'DOCKER_HOST (unix:///x.sock)', outcome: 'nothing at /x.sock' }],
    });
    expect(tried).toEqual(['/x.sock']);
  });

  it('follows the current context, and leaves ssh to the tool', async () => {
    const meta = `/home/me/.docker/contexts/meta/${createHash('sha256').update('colima').digest('hex')}/meta.json`;
    const files = (host: string) => ({
      '/home/me/.docker/config.json': '{"currentContext":"colima"}',
      [meta]: JSON.stringify({ Name: 'colima', Endpoints: { docker: { Host: host } } }),
    });
    expect(
      await found({ files: files('unix:///home/me/.colima/d.sock'), alive: ['/home/me/.colima/d.sock'] }),
    ).toBe('docker-api /home/me/.colima/d.sock');
    expect(await found({ files: files('ssh://me@gpu-box'), tools: { docker: '{"Version":"28.0.1"}' } })).toBe(
      'docker-cli the docker command',
    );
  });

  it('says of every place what came of it when there is none', async () => {
    const probes = await found({ env: { XDG_RUNTIME_DIR: '/run/user/1' } });
    expect(probes).toContainEqual({
      probed: 'Docker at /var/run/docker.sock',
      outcome: 'nothing at /var/run/docker.sock',
    });
    expect(probes).toContainEqual({
      probed: 'the podman command',
      outcome: 'There is no command "podman" on this machine.',
    });
    expect((probes as unknown[]).length).toBeGreaterThan(8);
  });
});

describe('parseHost', () => {
  it('reads what DOCKER_HOST may hold', () => {
    expect(parseHost('unix:///x.sock')).toEqual({ kind: 'socket', path: '/x.sock' });
    expect(parseHost('npipe:////./pipe/docker_engine')).toEqual({
      kind: 'socket',
      path: '//./pipe/docker_engine',
    });
    expect(parseHost('tcp://10.0.0.1')).toMatchObject({ kind: 'tcp', host: '10.0.0.1', port: 2375 });
    expect(parseHost('tcp://[::1]:99/')).toMatchObject({ host: '::1', port: 99 });
    expect(parseHost('ssh://me@box')).toBeUndefined();
  });
});
