// Copies of worker folders: taken once per digest, whole, independent of the folder, pruned when nobody names them.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Snapshots } from '../../../src/emulator/runtimes/process/snapshots';
import { folderImage } from '../../../src/wire/folderImage';

describe('snapshots', () => {
  let folder = '';
  let worker = '';
  let snapshots: Snapshots;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
    worker = join(folder, 'worker');
    mkdirSync(join(worker, '.git'), { recursive: true });
    writeFileSync(join(worker, 'handler.py'), 'first');
    symlinkSync('handler.py', join(worker, 'link.py'));
    snapshots = new Snapshots(join(folder, 'copies'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keep what was deployed, whatever is edited or deleted since', async () => {
    const image = folderImage(worker, 'sha256:one');
    const copy = await snapshots.take(image);
    writeFileSync(join(worker, 'handler.py'), 'second');
    expect(await snapshots.take(image)).toBe(copy);
    rmSync(worker, { recursive: true });
    expect(await snapshots.take(image)).toBe(copy);
    expect(readFileSync(join(copy, 'link.py'), 'utf8')).toBe('first');
    expect(readdirSync(copy).sort()).toEqual(['handler.py', 'link.py']);
  });

  it('are taken once by all who ask at the same time', async () => {
    const image = folderImage(worker, 'one');
    const copies = await Promise.all([1, 2, 3].map(() => snapshots.take(image)));
    expect(new Set(copies).size).toBe(1);
    expect(readdirSync(join(folder, 'copies'))).toEqual(['one']);
  });

  it('go when no image names them', async () => {
    await snapshots.take(folderImage(worker, 'sha256:one'));
    await snapshots.take(folderImage(worker, 'sha256:two'));
    await snapshots.keepOnly([folderImage('/elsewhere', 'sha256:two'), 'repo/image:1']);
    expect(readdirSync(join(folder, 'copies'))).toEqual(['sha256_two']);
  });

  it('refuse an image of another form, and a folder that is gone', async () => {
    for (const image of ['folder:relative@1', `folder:${worker}`, 'folder:@']) {
      await expect(snapshots.take(image)).rejects.toMatchObject({ kind: 'usage' });
    }
    await expect(snapshots.take(folderImage('/gone', '1'))).rejects.toMatchObject({ kind: 'not-found' });
    await expect(snapshots.take(folderImage(worker, '..'))).resolves.toBe(join(folder, 'copies', '__'));
  });
});
