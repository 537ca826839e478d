// Several accounts, as a person has them: signing in, another key of the same owner, another name, another target,
// and out again. Accounts and targets are the real ones; RunPod is a Local RunPod that knows three keys of two owners.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExtensionContext, Memento } from 'vscode';
import { silentLogger } from '../../../src/base/log';
import { accountRename } from '../../../src/editor/commands/accountRename';
import { accountReplaceKey } from '../../../src/editor/commands/accountReplaceKey';
import { accountSignIn } from '../../../src/editor/commands/accountSignIn';
import { accountSignOut } from '../../../src/editor/commands/accountSignOut';
import type { Command } from '../../../src/editor/commands/command';
import { targetChoose } from '../../../src/editor/commands/targetChoose';
import type { Services } from '../../../src/editor/services';
import { Accounts } from '../../../src/editor/targets/accounts';
import type { Local } from '../../../src/editor/targets/local';
import { Targets } from '../../../src/editor/targets/targets';
import type { Target } from '../../../src/flows/target';
import { fakeServices } from '../../support/fakeServices';
import { LocalPlatform, testKey } from '../../support/localPlatform';
import type { Answer } from '../../support/person';

const origin = 'http://127.0.0.1:4000';
const owners: Readonly<Record<string, string>> = {
  rpa_FIRSTKEY00000001: 'ann@example.com',
  rpa_SECONDKEY0000002: 'ann@example.com',
  rpa_THIRDKEY00000003: 'bob@example.com',
};
const [first = '', second = '', third = ''] = Object.keys(owners);

function memento(): Memento & { setKeysForSync(keys: readonly string[]): void } {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: (key: string, other?: unknown) => values.get(key) ?? other,
    update: async (key: string, value: unknown) => void values.set(key, value),
    setKeysForSync: () => undefined,
  } as never;
}

describe('accounts by command', () => {
  let local: LocalPlatform;
  let targets: Targets;
  let secrets: Map<string, string>;

  beforeEach(() => {
    local = new LocalPlatform();
    secrets = new Map();
    const context = {
      globalState: memento(),
      secrets: { onDidChange: () => ({ dispose: () => undefined }) },
    } as unknown as ExtensionContext;
    const accounts = new Accounts(context, {
      get: async name => secrets.get(name),
      set: async (name, value) => void secrets.set(name, value),
      delete: async name => void secrets.delete(name),
    });
    targets = new Targets({
      accounts,
      runner: { find: async () => undefined } as unknown as Local,
      log: silentLogger,
      userAgent: 'test',
      workspaceState: memento(),
      env: () => ({
        RUNPOD_API_BASE_URL: origin,
        RUNPOD_REST_V2_API_URL: `${origin}/v2`,
        RUNPOD_ENDPOINT_BASE_URL: `${origin}/job/v2`,
      }),
    });
    vi.stubEnv('RUNPOD_API_KEY', '');
    vi.stubEnv('HOME', '/nowhere');
    vi.stubGlobal('fetch', async (request: Request) => {
      const owner = owners[request.headers.get('authorization')?.replace('Bearer ', '') ?? ''];
      if (!owner) return new Response('Unauthorized', { status: 401 });
      const headers = new Headers(request.headers);
      headers.set('authorization', `Bearer ${testKey}`);
      const reply = await local.app.request(new Request(request, { headers }));
      const text = (await reply.text())
        .replace('"email":"local@127.0.0.1"', `"email":"${owner}"`)
        .replace('"myself":{"id":"local"', `"myself":{"id":"${owner}"`);
      return new Response(text, { status: reply.status, headers: reply.headers });
    });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    targets.dispose();
    await local.platform.stop(0);
  });

  const run = async (command: Command, ...script: Answer[]) => {
    const fake = fakeServices({ target: undefined as unknown as Target, stateFolder: '/nowhere', script });
    const settings = { get: () => 'https://console.runpod.io' };
    await command({ ...fake.services, targets, settings } as unknown as Services, {});
    return fake;
  };
  const all = () => targets.all.map(({ name }) => name);

  it('adds one beside the other, and puts a second key of an owner in the place of the first', async () => {
    const one = await run(accountSignIn, first);
    expect(one.told.at(-1)).toBe('Signed in to RunPod as ann@example.com.');
    await run(accountSignIn, third);
    expect((await run(accountSignIn, second)).told.at(-1)).toBe('Replaced the key of ann@example.com.');
    expect(all()).toEqual(['ann@example.com', 'bob@example.com']);
    expect([...secrets.values()].sort()).toEqual([second, third].sort());
  });

  it('keeps nothing of a key that RunPod does not know', async () => {
    await expect(run(accountSignIn, 'rpa_NOBODYSKEY000009')).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('…0009'),
    });
    expect([all(), secrets.size]).toEqual([[], 0]);
  });

  it('renames one, and goes on using it', async () => {
    await run(accountSignIn, first);
    await run(accountSignIn, third);
    await run(targetChoose, 'bob@example.com');
    await expect(run(accountRename, 'bob@example.com', 'ann@example.com')).rejects.toThrow('already');
    await run(accountRename, 'bob@example.com', 'work');
    expect([all(), targets.inUse?.name]).toEqual([['ann@example.com', 'work'], 'work']);
    expect((await targets.resolve()).name).toBe('work');
  });

  it('does not take the key of another owner for one that is there', async () => {
    await run(accountSignIn, first);
    await expect(run(accountReplaceKey, third)).rejects.toMatchObject({ kind: 'refused' });
    expect([...secrets.values()]).toEqual([first]);
    await run(accountReplaceKey, second);
    expect([...secrets.values()]).toEqual([second]);
  });

  it('signs out of one, falls back to another, and says so when there is none', async () => {
    await run(accountSignIn, first);
    await run(accountSignIn, third);
    await run(targetChoose, 'bob@example.com');
    await run(accountSignOut, 'bob@example.com', 'Sign Out');
    expect([all(), targets.inUse?.name, [...secrets.values()]]).toEqual([
      ['ann@example.com'],
      'ann@example.com',
      [first],
    ]);
    await run(accountSignOut, 'Sign Out');
    expect([all(), secrets.size]).toEqual([[], 0]);
    await expect(run(accountSignOut)).rejects.toMatchObject({
      kind: 'not-found',
      remedy: expect.stringContaining('Sign In'),
    });
  });
});
