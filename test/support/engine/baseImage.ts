// Images to build on where no registry can be pulled from: Debian's Python from this machine's own packages, and
// the same with the wheels a worker needs. The tar and the wheels are kept in `.cache/engine` at the root.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../lock';
import { root } from '../tree';

const run = promisify(execFile);
const cache = join(root, '.cache', 'engine');
const maxOutputBytes = 32 * 1024 * 1024;

/** Path of the tar of a root file system with Debian's Python; made when there is none yet. */
export async function baseTar(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const script = join(root, 'test/support/engine/baseImage.sh');
  const installed = await run('dpkg-query', ['-W'], { maxBuffer: maxOutputBytes });
  const name = createHash('sha256')
    .update(readFileSync(script))
    .update(installed.stdout)
    .digest('hex')
    .slice(0, 12);
  const path = join(cache, `python-base-${name}.tar`);
  await withLock(path, async () => {
    if (!existsSync(path)) await run('bash', [script, path], { maxBuffer: maxOutputBytes });
  });
  return path;
}

/** A folder with the wheels of a requirements file for Debian's Python, fetched by this machine's pip. */
export async function wheelhouse(requirementsFile: string): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const key = createHash('sha256').update(readFileSync(requirementsFile)).digest('hex').slice(0, 12);
  const folder = join(cache, `wheels-${key}`);
  await withLock(folder, async () => {
    if (existsSync(folder)) return;
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    const pip = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--only-binary=:all:',
      '--dest',
      part,
      '-r',
      requirementsFile,
    ];
    await run('/usr/bin/python3', pip, { maxBuffer: maxOutputBytes });
    renameSync(part, folder);
  });
  return folder;
}

/** The Dockerfile of the image that carries a wheelhouse; pip inside looks nowhere else. */
export function writeWheelsContext(folder: string): void {
  writeFileSync(
    join(folder, 'Dockerfile'),
    'ARG BASE\nFROM $BASE\nCOPY wheels /wheels\nENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels\n',
  );
}
