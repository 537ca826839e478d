// A second, newer engine for the matrix: Debian trixie's dockerd (API 1.45) and buildx, unpacked into
// `.cache/engine` beside the installed ones. Where they cannot be had, the reason stands in the name of the tests.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../lock';
import { root } from '../tree';
import { engineTools, onPath } from './availability';

const run = promisify(execFile);
const folder = join(root, '.cache', 'engine', 'docker-trixie');

export interface NewerDocker {
  readonly dockerd: string;
  /** Comes first on dockerd's PATH: its containerd. */
  readonly folder: string;
  readonly buildx: string;
}

/** The programs, fetched once, or why there are none. Throws instead in CI: a green run must not hide it. */
export async function newerDocker(): Promise<NewerDocker | string> {
  const reason = await fetched();
  if (reason === undefined)
    return { dockerd: join(folder, 'dockerd'), folder, buildx: join(folder, 'docker-buildx') };
  if (process.env.CI === 'true') throw new Error(`The newer engine cannot be tested here: ${reason}.`);
  return reason;
}

async function fetched(): Promise<string | undefined> {
  const tools = engineTools();
  if (typeof tools === 'string') return tools;
  if (!onPath('apt-get') || process.arch !== 'x64') return "Debian's packages cannot be unpacked here";
  mkdirSync(join(root, '.cache', 'engine'), { recursive: true });
  return withLock(folder, async () => {
    if (existsSync(folder)) return undefined;
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    try {
      await run('bash', [join(root, 'test/support/engine/newerDocker.sh'), part]);
      renameSync(part, folder);
      return undefined;
    } catch (error) {
      const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
      return `Debian's packages could not be fetched (${said ?? String(error)})`;
    }
  });
}
