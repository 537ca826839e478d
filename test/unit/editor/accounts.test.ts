// Accounts: keys live in secret storage and nowhere else, and a name is never without its key.

import { describe, expect, it } from 'vitest';
import type { Memento } from 'vscode';
import { Accounts } from '../../../src/editor/targets/accounts';

const full = { ownerId: 'u1', scope: 'full' } as const;

function setUp() {
  const state = new Map<string, unknown>();
  const secrets = new Map<string, string>();
  const globalState = {
    get: (key: string, other: unknown) => state.get(key) ?? other,
    update: async (key: string, value: unknown) => void state.set(key, value),
  } as unknown as Memento & { setKeysForSync(keys: readonly string[]): void };
  const storage = { onDidChange: () => ({ dispose: () => undefined }) } as never;
  const accounts = new Accounts(
    { globalState, secrets: storage },
    {
      get: async name => secrets.get(name),
      set: async (name, value) => void secrets.set(name, value),
      delete: async name => void secrets.delete(name),
    },
  );
  return { accounts, state, secrets };
}

describe('accounts', () => {
  it('keeps keys in secret storage only', async () => {
    const { accounts, state, secrets } = setUp();
    await accounts.put({ name: 'me', key: 'rpa_SECRETSECRET' }, full);
    expect([...secrets.values()]).toEqual(['rpa_SECRETSECRET']);
    expect(JSON.stringify([...state])).not.toContain('SECRETSECRET');
    expect(await accounts.list()).toEqual([{ name: 'me', key: 'rpa_SECRETSECRET' }]);
    expect([...accounts.keys()]).toContain('rpa_SECRETSECRET');
  });

  it('keeps several, in the order of signing in, and knows whose they are', async () => {
    const { accounts } = setUp();
    await accounts.put({ name: 'one', key: 'key-1' }, full);
    await accounts.put({ name: 'two', key: 'key-2' }, { ownerId: 'u2', scope: 'read-only' });
    expect(accounts.names()).toEqual(['one', 'two']);
    expect(accounts.ownedBy('u2')).toBe('two');
    expect(accounts.ownedBy(undefined)).toBeUndefined();
    expect(accounts.factsOf('two')?.scope).toBe('read-only');
  });

  it('renames with place, key and facts', async () => {
    const { accounts, secrets } = setUp();
    await accounts.put({ name: 'one', key: 'key-1' }, full);
    await accounts.put({ name: 'two', key: 'key-2' }, { ownerId: 'u2', scope: 'full' });
    await accounts.rename('one', 'work');
    expect(await accounts.list()).toEqual([
      { name: 'work', key: 'key-1' },
      { name: 'two', key: 'key-2' },
    ]);
    expect(accounts.ownedBy('u1')).toBe('work');
    expect([...secrets.keys()].filter(name => name.includes('one'))).toEqual([]);
  });

  it.each(['', 'local', 'env', 'two', 'x'.repeat(81)])('does not take "%s" as a name', async name => {
    const { accounts } = setUp();
    await accounts.put({ name: 'one', key: 'key-1' }, full);
    await accounts.put({ name: 'two', key: 'key-2' }, full);
    await expect(accounts.rename('one', name)).rejects.toMatchObject({ kind: 'usage' });
    expect(accounts.names()).toEqual(['one', 'two']);
  });

  it('forgets key and facts with the account', async () => {
    const { accounts, secrets, state } = setUp();
    await accounts.put({ name: 'one', key: 'key-1' }, full);
    await accounts.remove('one');
    expect(secrets.size).toBe(0);
    expect(JSON.stringify([...state])).not.toContain('u1');
  });
});
