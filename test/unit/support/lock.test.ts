// The lock between test processes: one at a time, and a dead owner blocks nobody.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../support/lock';

describe('withLock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one in at a time and leaves nothing behind', async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} in`);
      await new Promise(resolve => setImmediate(resolve));
      events.push(`${name} out`);
    };
    const path = join(folder, 'x');
    await Promise.all([withLock(path, work('a')), withLock(path, work('b'))]);
    expect(events).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('takes over from an owner that died', async () => {
    const path = join(folder, 'x');
    writeFileSync(`${path}.lock`, '2147483646');
    expect(await withLock(path, async () => 'mine')).toBe('mine');
  });

  it('lets go when the work fails', async () => {
    const path = join(folder, 'x');
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(path, async () => 'again')).toBe('again');
  });
});
