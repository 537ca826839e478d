// Jobs on disk: kept over restarts, per endpoint, within their cap, and for their owner's eyes only.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jobFiles } from '../../../src/flows/adapters/jobFiles';
import type { JobRecord } from '../../../src/state/jobRecord';

const stateFolder = mkdtempSync(join(tmpdir(), 'jobs-'));
afterAll(() => rmSync(stateFolder, { recursive: true, force: true }));

const record = (n: number, output: unknown = n, endpointId = 'ep1'): JobRecord => ({
  jobId: `j${n}`,
  endpointId,
  sentMs: n,
  endedMs: n + 1,
  job: { id: `j${n}`, status: 'COMPLETED', output },
});

describe('jobs on disk', () => {
  it('are there after a restart, oldest first, each endpoint in a file of its own', async () => {
    const options = { stateFolder, target: 'my account' };
    const shelf = jobFiles(options);
    await Promise.all([record(2), record(1), record(3, 'x', 'ep2')].map(each => shelf.save(each)));
    await shelf.save({ ...record(2), job: { id: 'j2', status: 'COMPLETED', output: 'later' } });
    const found = await jobFiles(options).load();
    expect(found.map(({ jobId, job }) => [jobId, job.output])).toEqual([
      ['j1', 1],
      ['j2', 'later'],
      ['j3', 'x'],
    ]);
    expect(statSync(join(stateFolder, 'jobs/my_account/ep1.json')).mode & 0o777).toBe(0o600);
    expect(await jobFiles({ stateFolder, target: 'another' }).load()).toEqual([]);
  });

  it('stay within their cap: outputs of the oldest go first, then the oldest', async () => {
    const shelf = jobFiles({ stateFolder, target: 'small', maxBytes: 2_000, maxJobs: 5 });
    for (let n = 1; n <= 8; n++) await shelf.save(record(n, 'x'.repeat(500)));
    const found = await shelf.load();
    expect(found.map(({ jobId }) => jobId)).toEqual(['j4', 'j5', 'j6', 'j7', 'j8']);
    expect(found[0]).toMatchObject({ outputDropped: true, job: { status: 'COMPLETED' } });
    expect(found.at(-1)?.job.output).toHaveLength(500);
    expect(readFileSync(join(stateFolder, 'jobs/small/ep1.json')).byteLength).toBeLessThanOrEqual(2_000);
    await shelf.save(record(9, 'y'.repeat(5_000)));
    expect(readFileSync(join(stateFolder, 'jobs/small/ep1.json')).byteLength).toBeLessThanOrEqual(2_000);
  });

  it('survive a broken file and a broken record', async () => {
    const shelf = jobFiles({ stateFolder, target: 'broken' });
    await shelf.save(record(1));
    const path = join(stateFolder, 'jobs/broken/ep1.json');
    writeFileSync(path, `[{"jobId":1},${readFileSync(path, 'utf8').slice(1)}`);
    expect((await shelf.load()).map(({ jobId }) => jobId)).toEqual(['j1']);
    writeFileSync(path, '[{"jobId"');
    expect(await shelf.load()).toEqual([]);
    await shelf.save(record(2));
    expect(await shelf.load()).toHaveLength(1);
  });
});
