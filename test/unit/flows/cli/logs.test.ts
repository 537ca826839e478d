// `logs` as a person types it: what is kept on disk of workers that are gone, with every wish, as text and as JSON lines.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logFolder } from '../../../../src/flows/tailLogsFolder';
import { LogCapture } from '../../../../src/logs/capture/capture';
import { invoke } from '../../../support/cliIo';
import { FakeClock } from '../../../support/fakeClock';
import { LocalPlatform, testKey } from '../../../support/localPlatform';
import { logLineOf, sdkLine, stampAt } from '../../../support/logLines';

const origin = 'http://127.0.0.1:4000';
let state = '';
let local: LocalPlatform;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'cli-logs-'));
  local = new LocalPlatform();
  const endpointId = await local.endpoint({ name: 'ocr', workers: { min: 0, max: 0 } });
  const folder = logFolder(state, { name: 'env' });
  const capture = new LogCapture({ folder, endpointId, clock: new FakeClock() });
  const kept = [
    logLineOf('pulling', { workerId: 'w1', source: 'system', at: 0 }),
    logLineOf(sdkLine('Started.', 'job-aaaaaa'), { workerId: 'w1', at: 10 }),
    logLineOf('opening Page 1', { workerId: 'w1', at: 11 }),
    logLineOf(sdkLine('no such page', 'job-aaaaaa', 'ERROR'), { workerId: 'w1', at: 12 }),
    logLineOf(sdkLine('Finished.', 'job-aaaaaa'), { workerId: 'w1', at: 13 }),
    { gap: { from: stampAt(14), to: stampAt(20), workerId: 'w1' } },
    logLineOf('page one of the other', { workerId: 'w2', at: 21 }),
  ];
  for (const item of kept) await capture.keep(item);
  await capture.flush();
});
afterAll(() => rm(state, { recursive: true, force: true }));

function cli(options: readonly string[], signal?: AbortSignal) {
  const env = {
    RUNPOD_WORKER_DEV_STATE: state,
    RUNPOD_API_KEY: testKey,
    RUNPOD_API_BASE_URL: origin,
    RUNPOD_REST_V2_API_URL: `${origin}/v2`,
    RUNPOD_ENDPOINT_BASE_URL: `${origin}/job/v2`,
  };
  const fetch = async (request: Request) => local.app.fetch(request);
  return invoke(['logs', 'ocr', ...options], {}, { env, fetch, cwd: state, ...(signal && { signal }) });
}

/** The texts of the lines, or `gap`. */
async function texts(...options: string[]): Promise<string[]> {
  const { out, err, code } = await cli([...options, '--json']);
  expect({ err, code }).toEqual({ err: '', code: 0 });
  const lines = out.split('\n').filter(Boolean);
  return lines.map(text => {
    const line = JSON.parse(text);
    if (line.gap) return 'gap';
    return line.line.startsWith('{') ? JSON.parse(line.line).message : line.line;
  });
}

describe('logs', () => {
  it('tells everything kept, in the order of time, a gap as a gap', async () => {
    const all = ['pulling', 'Started.', 'opening Page 1', 'no such page', 'Finished.', 'gap'];
    expect(await texts()).toEqual([...all, 'page one of the other']);
    const { out } = await cli([]);
    expect(out).toContain('00:00:11.000 w1   opening Page 1\n');
    expect(out).toContain('00:00:00.000 w1 * pulling\n');
    expect(out).toMatch(/-- lines are missing from 2026-01-01T00:00:14.000Z to .* \(worker w1\) --/);
  });

  it('tells of each line what the contract says, and no more', async () => {
    const { out } = await cli(['--json', '--level', 'error', '--worker', 'w1']);
    expect(JSON.parse(out.split('\n')[0] ?? '')).toEqual({
      ts: stampAt(12),
      endpointId: expect.any(String),
      workerId: 'w1',
      source: 'container',
      line: expect.stringContaining('no such page'),
      jobId: 'job-aaaaaa',
      level: 'ERROR',
    });
    expect(JSON.parse(out.split('\n')[1] ?? '')).toEqual({
      gap: { from: stampAt(14), to: stampAt(20), workerId: 'w1' },
    });
  });

  it.each<[string[], string[]]>([
    [['--worker', 'w2'], ['page one of the other']],
    [
      ['--source', 'system'],
      ['pulling', 'gap'],
    ],
    [
      ['--level', 'ERROR'],
      ['no such page', 'gap'],
    ],
    [
      ['--job', 'job-aaaaaa'],
      ['Started.', 'opening Page 1', 'no such page', 'Finished.', 'gap'],
    ],
    [
      ['--grep', 'page OPENING'],
      ['opening Page 1', 'gap'],
    ],
    [
      ['--grep', 'page \\d', '--regex'],
      ['opening Page 1', 'gap'],
    ],
    [
      ['--since', stampAt(12), '--until', stampAt(13)],
      ['no such page', 'Finished.'],
    ],
    [
      ['--tail', '1'],
      ['gap', 'page one of the other'],
    ],
    [
      ['--grep', 'page', '--level', 'error', '--worker', 'w1'],
      ['no such page', 'gap'],
    ],
  ])('with %j shows %j', async (options, expected) => {
    expect(await texts(...options)).toEqual(expected);
  });

  it.each<[string[], string]>([
    [['--tail', '6000'], '--tail must be a number from 0 to 5000'],
    [['--level', 'loud'], '--level must be'],
    [['--source', 'disk'], '--source must be'],
    [['--since', 'yesterday'], 'neither a time nor an age'],
    [['--grep', '(', '--regex'], 'not a regular expression'],
  ])('refuses %j', async (options, words) => {
    expect(await cli(options)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(words) });
  });

  it('with --follow tells what is kept and stays until it is stopped', async () => {
    const stop = new AbortController();
    let over = false;
    const following = cli(['--follow', '--json'], stop.signal).finally(() => {
      over = true;
    });
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(over).toBe(false);
    stop.abort();
    expect((await following).out.trim().split('\n')).toHaveLength(7);
  });
});
