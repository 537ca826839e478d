// `local up` hands its options to the bundle of Local RunPod, and refuses a runtime that there is not.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { invoke } from '../../../support/cliIo';

const dist = mkdtempSync(join(tmpdir(), 'cli-local-'));
const seen = join(dist, 'seen.json');
writeFileSync(
  join(dist, 'emulator.js'),
  `exports.main = async argv => { require('node:fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify(argv)); return 0; };`,
);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

describe('local up', () => {
  it('passes on where, with what and by what workers are run', async () => {
    const argv =
      'local up --port 4000 --state st --runtime process --limits refuse --python /usr/bin/python3 --json'.split(
        ' ',
      );
    expect(await invoke(argv, {}, { dist })).toMatchObject({ code: 0, err: '' });
    const wanted =
      '--state /w/st --port 4000 --runtime process --limits refuse --python /usr/bin/python3 --json'.split(
        ' ',
      );
    expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual(wanted);
  });

  it('refuses another runtime', async () => {
    const { code, err } = await invoke('local up --runtime vm'.split(' '), {}, { dist });
    expect(code).toBe(2);
    expect(err).toContain('auto or process or container');
  });
});
