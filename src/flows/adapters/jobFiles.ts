// The jobs of a target as files of the state folder, one for each endpoint, readable by their owner only: inputs and
// outputs are people's data. Large outputs go first, then the oldest jobs, so that no file grows beyond its cap.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../base/json';
import { hideKnown } from '../../base/redact';
import { type JobRecord, type JobShelf, jobRecordSchema } from '../../state/jobRecord';
import { writePrivately } from './privateFiles';

export interface JobFilesOptions {
  readonly stateFolder: string;
  /** Name of the target: a job must never be looked for in another account. */
  readonly target: string;
  /** Values that are never kept, such as API keys: a handler may answer with what it was given. */
  readonly secrets?: () => Iterable<string>;
  /** Of one endpoint's file; 5 MB by default. */
  readonly maxBytes?: number;
  /** Of one endpoint; 200 by default. */
  readonly maxJobs?: number;
}

const fileSchema = z.array(z.unknown());

export function jobFiles({
  stateFolder,
  target,
  secrets = () => [],
  maxBytes = 5 * 1024 * 1024,
  maxJobs = 200,
}: JobFilesOptions): JobShelf {
  const folder = join(stateFolder, 'jobs', plain(target));
  const pathOf = (endpointId: string) => join(folder, `${plain(endpointId)}.json`);
  // One write after the other, so that two jobs that end together are both kept.
  const queue = { last: Promise.resolve() };
  const write = async (record: JobRecord) => {
    const path = pathOf(record.endpointId);
    const others = (await read(path)).filter(({ jobId }) => jobId !== record.jobId);
    const records = [...others, record].sort((a, b) => a.sentMs - b.sentMs).slice(-maxJobs);
    await writePrivately(path, hideKnown(fitting(records, maxBytes), secrets()));
  };
  return {
    async load() {
      const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.json'));
      const all = await Promise.all(names.map(name => read(join(folder, name))));
      return all.flat().sort((a, b) => a.sentMs - b.sentMs);
    },
    save(record) {
      const done = queue.last.then(() => write(record));
      queue.last = done.catch(() => undefined);
      return done;
    },
  };
}

/** What can be read of a file; one broken record does not take the others along. */
async function read(path: string): Promise<readonly JobRecord[]> {
  const size = await stat(path).then(
    found => found.size,
    () => 0,
  );
  if (size === 0) return [];
  const json = parseJson(await readFile(path, 'utf8').catch(() => ''));
  const list = json.ok ? fileSchema.safeParse(json.value).data : undefined;
  return (list ?? []).flatMap(item => jobRecordSchema.safeParse(item).data ?? []);
}

/** The newest records as text of at most so many bytes. */
function fitting(records: readonly JobRecord[], maxBytes: number): string {
  const texts = records.map(record => JSON.stringify(record));
  const total = () => texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 2);
  for (let i = 0; i < texts.length && total() > maxBytes; i++) {
    const record = records[i];
    if (record) texts[i] = JSON.stringify(withoutBulk(record));
  }
  while (texts.length > 0 && total() > maxBytes) texts.shift();
  return `[${texts.join(',\n')}]`;
}

function withoutBulk({
  request: _request,
  job: { output: _output, ...job },
  ...record
}: JobRecord): JobRecord {
  return { ...record, job, outputDropped: true };
}

function plain(name: string): string {
  return name.replace(/[^\w-]/g, '_');
}
