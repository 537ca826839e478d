// Snapshots as files in the state folder, readable by their owner only: they hold values of variables.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../base/json';
import type { SnapshotShelf, StoredSnapshot } from '../snapshots';
import { writePrivately } from './privateFiles';

export function snapshotFiles(stateFolder: string): SnapshotShelf {
  const folder = join(stateFolder, 'snapshots');
  const plain = (name: string) => name.replace(/[^\w.-]/g, '_');
  const read = async (file: string): Promise<readonly StoredSnapshot[]> => {
    const path = join(folder, file);
    const json = parseJson(await readFile(path, 'utf8').catch(() => ''));
    return json.ok ? [{ name: file.replace(/\.json$/, ''), path, content: json.value }] : [];
  };
  return {
    async keep(name, content) {
      const path = join(folder, `${plain(name)}.json`);
      await writePrivately(path, `${JSON.stringify(content, null, 2)}\n`);
      return path;
    },
    async list(prefix) {
      const files = (await readdir(folder).catch(() => []))
        .filter(file => file.startsWith(plain(prefix)) && file.endsWith('.json'))
        .sort()
        .reverse();
      return (await Promise.all(files.map(read))).flat();
    },
  };
}
