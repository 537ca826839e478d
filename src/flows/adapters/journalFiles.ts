// Deployment records as JSON files in the state folder, one each, written whole or not at all.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../base/json';
import { type DeployJournal, type DeployRecord, deployRecordSchema } from '../deployRecord';

const kept = 50;

export function journalFiles(stateFolder: string): DeployJournal {
  const folder = join(stateFolder, 'deployments');
  const pathOf = (id: string) => join(folder, `${id.replace(/[^\w.-]/g, '_')}.json`);
  const read = async (path: string): Promise<DeployRecord | undefined> => {
    const parsed = parseJson(await readFile(path, 'utf8').catch(() => ''));
    const record = deployRecordSchema.safeParse(parsed.ok ? parsed.value : undefined);
    return record.success ? record.data : undefined;
  };
  const list = async () => {
    const names = await readdir(folder).catch(() => []);
    const records = await Promise.all(
      names.filter(name => name.endsWith('.json')).map(name => read(join(folder, name))),
    );
    return records.filter(record => record !== undefined).sort((a, b) => b.startedMs - a.startedMs);
  };
  return {
    async save(record) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = pathOf(record.id);
      await writeFile(`${path}.part`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
      await rename(`${path}.part`, path);
      if (record.outcome === 'done') await forget(await list());
    },
    load: id => read(pathOf(id)),
    list,
  };

  async function forget(records: readonly DeployRecord[]): Promise<void> {
    const old = records.slice(kept).filter(record => record.outcome !== 'running');
    await Promise.all(old.map(record => rm(pathOf(record.id), { force: true })));
  }
}
