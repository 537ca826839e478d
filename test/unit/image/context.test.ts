// The build context: what .dockerignore leaves in, how it is packed, and the digest of what it holds.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestFiles } from '../../../src/image/context/digest';
import { listContext, listFolder } from '../../../src/image/context/listFiles';
import { packContext } from '../../../src/image/context/pack';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'context-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
const paths = async (dockerfile = 'Dockerfile') =>
  (await listContext({ context: folder, dockerfile })).map(entry => entry.path);
const digest = async (salt: string[] = []) => digestFiles(await listFolder(folder), salt);

describe('listContext', () => {
  it('honours .dockerignore with exceptions, and always takes the Dockerfile along', async () => {
    write({
      Dockerfile: 'FROM x',
      '.dockerignore': '# comment\n*\n!src\n!keep/*.txt\nsrc/**/*.tmp\n',
      'secret.env': 'x',
      'src/a.py': '',
      'src/deep/b.tmp': '',
      'keep/yes.txt': '',
      'keep/no.bin': '',
    });
    expect(await paths()).toEqual([
      '.dockerignore',
      'Dockerfile',
      'keep/yes.txt',
      'src',
      'src/a.py',
      'src/deep',
    ]);
  });

  it('takes the ignore file of one Dockerfile before the common one', async () => {
    write({
      'gpu.Dockerfile': '',
      'gpu.Dockerfile.dockerignore': 'a.txt',
      '.dockerignore': 'b.txt',
      'a.txt': '',
      'b.txt': '',
    });
    expect(await paths('gpu.Dockerfile')).toEqual([
      '.dockerignore',
      'b.txt',
      'gpu.Dockerfile',
      'gpu.Dockerfile.dockerignore',
    ]);
  });

  it('says which Dockerfile is missing', async () => {
    await expect(paths('Nope')).rejects.toMatchObject({
      kind: 'usage',
      message: `There is no Nope in ${folder}.`,
    });
  });
});

describe('packContext', () => {
  it('packs files, folders, links and modes', async () => {
    write({
      Dockerfile: 'FROM x',
      'run.sh': '#!/bin/sh\n',
      'sub/data.bin': 'x'.repeat(300_000),
      'sub/empty': '',
    });
    chmodSync(join(folder, 'run.sh'), 0o700);
    symlinkSync('run.sh', join(folder, 'link'));
    const found: Record<string, string> = {};
    const reader = packContext(await listContext({ context: folder, dockerfile: 'Dockerfile' })).pipe(
      extract() as never,
    ) as never;
    for await (const entry of reader as AsyncIterable<
      { header: { name: string; type: string; mode: number; linkname: string } } & AsyncIterable<Buffer>
    >) {
      let size = 0;
      for await (const chunk of entry) size += chunk.length;
      const { name, type, mode, linkname } = entry.header;
      found[name] = `${type} ${mode.toString(8)} ${linkname ?? size}`;
    }
    expect(found).toEqual({
      Dockerfile: 'file 644 6',
      link: 'symlink 755 run.sh',
      'run.sh': 'file 755 10',
      'sub/': 'directory 755 0',
      'sub/data.bin': 'file 644 300000',
      'sub/empty': 'file 644 0',
    });
  });

  it('ends with a plain error when a file goes away meanwhile', async () => {
    write({ Dockerfile: 'FROM x', 'gone.txt': 'here' });
    const entries = await listContext({ context: folder, dockerfile: 'Dockerfile' });
    rmSync(join(folder, 'gone.txt'));
    const read = async () => {
      for await (const _ of packContext(entries));
    };
    await expect(read()).rejects.toMatchObject({ message: 'gone.txt could not be read for the build.' });
  });
});

describe('digestFiles', () => {
  it('depends on content, names, mode and salt, and on nothing else', async () => {
    write({ 'handler.py': 'a', 'lib/x.py': 'b' });
    const first = await digest();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    utimesSync(join(folder, 'handler.py'), 1, 1);
    write({ '.git/HEAD': 'x', '__pycache__/h.pyc': 'x', '.venv/bin/python': 'x' });
    expect(await digest()).toBe(first);
    expect(await digest(['ARG'])).not.toBe(first);
    write({ 'handler.py': 'A' });
    const second = await digest();
    expect(second).not.toBe(first);
    chmodSync(join(folder, 'handler.py'), 0o755);
    expect(await digest()).not.toBe(second);
  });
});
