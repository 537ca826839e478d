// Snapshots as files in the state folder, readable by their owner only: they hold values of variables.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshots } from '../updateTemplate';

export function snapshotFiles(stateFolder: string): Snapshots {
  return {
    async keep(name, content) {
      const folder = join(stateFolder, 'snapshots');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${name.replace(/[^\w.-]/g, '_')}.json`);
      await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
      return path;
    },
  };
}
