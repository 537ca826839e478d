// Registry logins as the tools keep them, and the header in which they go to an engine.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { type AuthSources, authHeader, registryAuth } from '../../../src/image/auth';
import type { CliCommand } from '../../../src/image/cli/command';

const encoded = (text: string) => Buffer.from(text).toString('base64');

function sources(
  config: object,
  helpers: Record<string, { code: number; stdout: string }> = {},
): AuthSources & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    env: {},
    home: '/home/me',
    read: async path => (path === '/home/me/.docker/config.json' ? JSON.stringify(config) : undefined),
    run: async <T>(command: CliCommand<T>) => {
      asked.push(`${command.command} ${command.args.join(' ')} < ${command.input}`);
      const answer = helpers[command.command];
      if (!answer) throw new AppError('missing-tool', 'no such command');
      return command.parse({ stderr: '', ...answer });
    },
  };
}

describe('registryAuth', () => {
  it('reads plain entries, of Docker Hub under its old key', async () => {
    const config = {
      auths: {
        'https://index.docker.io/v1/': { auth: encoded('me:pa:ss') },
        'ghcr.io': { auth: encoded('gh:token') },
      },
    };
    expect(await registryAuth('me/worker:1', sources(config))).toEqual({ username: 'me', password: 'pa:ss' });
    expect(await registryAuth('ghcr.io/me/worker', sources(config))).toEqual({
      username: 'gh',
      password: 'token',
    });
    expect(await registryAuth('quay.io/me/worker', sources(config))).toBeUndefined();
  });

  it('asks the helper of a registry before the store, and neither is fatal', async () => {
    const config = { auths: { 'ghcr.io': {} }, credsStore: 'desktop', credHelpers: { 'ghcr.io': 'gh' } };
    const found = { code: 0, stdout: '{"ServerURL":"ghcr.io","Username":"u","Secret":"s"}' };
    const withHelper = sources(config, { 'docker-credential-gh': found });
    expect(await registryAuth('ghcr.io/me/x', withHelper)).toEqual({ username: 'u', password: 's' });
    expect(withHelper.asked).toEqual(['docker-credential-gh get < ghcr.io']);
    const empty = sources(config, {
      'docker-credential-gh': { code: 1, stdout: 'credentials not found in native keychain' },
    });
    expect(await registryAuth('ghcr.io/me/x', empty)).toBeUndefined();
    expect(await registryAuth('ghcr.io/me/x', sources(config))).toBeUndefined();
  });

  it('is not impressed by a broken file', async () => {
    const broken = { ...sources({}), read: async () => '{"auths": ' };
    expect(await registryAuth('me/x', broken)).toBeUndefined();
  });
});

describe('authHeader', () => {
  it('is base64url with its padding, without which engines ignore it', () => {
    expect(authHeader(undefined)).toBe('e30=');
    const header = authHeader({ username: 'me', password: '>>>???' });
    expect(header).not.toMatch(/[+/]/);
    expect(header.length % 4).toBe(0);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      username: 'me',
      password: '>>>???',
    });
    expect(
      JSON.parse(Buffer.from(authHeader({ username: '<token>', password: 't' }), 'base64url').toString()),
    ).toEqual({ identitytoken: 't' });
  });
});
