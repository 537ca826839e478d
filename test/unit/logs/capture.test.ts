// Lines kept on disk: in order, redacted, bounded in size and age, readable by their owner only.
import { mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogCapture } from '../../../src/logs/capture';
import { FakeClock } from '../../support/fakeClock';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capture-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function line(text: string) {
  return {
    ts: '2026-01-01T00:00:00Z',
    endpointId: 'ep1',
    workerId: 'w/1',
    source: 'container',
    line: text,
  } as const;
}

it('appends in order, without secrets and without a way out of the folder', async () => {
  const capture = new LogCapture({ folder, clock: new FakeClock() });
  await Promise.all(
    ['one', 'key rpa_ABCDEFGH12345678', 'three'].map(text => capture.keep('../ep1', line(text))),
  );
  const path = capture.pathOf('../ep1', 'w/1');
  expect(path.startsWith(folder)).toBe(true);
  const lines = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map(text => JSON.parse(text).line);
  expect(lines).toEqual(['one', 'key •••', 'three']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('keeps the newest lines of a worker that never stops', async () => {
  const capture = new LogCapture({ folder, clock: new FakeClock(), maxFileBytes: 1_000 });
  for (let i = 0; i < 50; i++) await capture.keep('ep1', line(`line ${i}`));
  const path = capture.pathOf('ep1', 'w/1');
  const [now, old] = await Promise.all([readFile(path, 'utf8'), readFile(`${path}.old`, 'utf8')]);
  expect(now.length).toBeLessThanOrEqual(1_000);
  expect(old.length).toBeLessThanOrEqual(1_000);
  expect(now.trim().split('\n').at(-1)).toContain('line 49');
});

it('goes on with the file of an earlier session and removes what is too old', async () => {
  const clock = new FakeClock();
  await new LogCapture({ folder, clock }).keep('ep1', line('before'));
  const capture = new LogCapture({ folder, clock, maxAgeMs: 1_000 });
  await capture.keep('ep1', line('after'));
  const path = capture.pathOf('ep1', 'w/1');
  expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2);
  await utimes(path, clock.now() / 1000, clock.now() / 1000);
  await capture.sweep();
  expect((await stat(path)).size).toBeGreaterThan(0);
  await clock.advance(2_000);
  await capture.sweep();
  await expect(stat(path)).rejects.toThrow();
});
