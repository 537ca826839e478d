// What survives a restart, and what a damaged file does: nothing is lost silently, nothing crashes.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/log';
import { openAccount } from '../../../src/emulator/store/account';
import { LocalPlatform } from '../../support/localPlatform';

describe('the account', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'account-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps endpoints, templates, releases and registries over a restart, in a file of its own mode', async () => {
    const before = new LocalPlatform({}, openAccount(folder, silentLogger));
    const id = await before.endpoint({}, { SECRET: 'value' });
    await before.rest(`/serverless/${id}`, { method: 'PATCH', body: { image: 'test/image:2' } });
    await before.rest('/registries', { body: { name: 'r', username: 'u', password: 'p' } });
    expect(statSync(join(folder, 'account.json')).mode & 0o777).toBe(0o600);
    const after = new LocalPlatform({}, openAccount(folder, silentLogger));
    expect((await after.rest(`/serverless/${id}`)).body).toMatchObject({
      image: 'test/image:2',
      env: { SECRET: 'value' },
    });
    expect((await after.rest(`/serverless/${id}/releases`)).body.releases).toHaveLength(2);
    expect((await after.rest('/templates')).body.templates).toHaveLength(1);
    expect((await after.rest('/registries')).body.registries).toHaveLength(1);
    await after.run(id);
    await after.clock.advance(300);
    expect(after.runtime.latest.spec.image).toBe('test/image:2');
    expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
  });

  it('sets a file aside that it cannot read', () => {
    writeFileSync(join(folder, 'account.json'), '{"templates": [');
    const account = openAccount(folder, silentLogger);
    expect(account.endpoints.list()).toEqual([]);
    expect(readFileSync(join(folder, 'account.json.unreadable'), 'utf8')).toBe('{"templates": [');
  });
});
