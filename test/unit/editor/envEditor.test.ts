// The editor of environment variables, driven by a person who answers from a script: what is not touched is not in the
// change, values stay masked until asked for, and files go both ways.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelled } from '../../../src/base/errors';
import { editEnv } from '../../../src/editor/templates/editEnv';
import { parseEnvText } from '../../../src/flows/envFile';
import { aTemplate } from '../../support/builders';
import { type Answer, person } from '../../support/person';

const template = aTemplate({
  env: [
    { key: 'MODE', value: 'fast' },
    { key: 'HF_TOKEN', value: 'hf_verysecretvalue' },
  ],
});
const edit = (...answers: Answer[]) => {
  const one = person(...answers);
  const result = editEnv({ prompts: one.prompts, title: 'Update', template }, undefined);
  return { one, result };
};
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
const aFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'env-'));
  folders.push(folder);
  return folder;
};

describe('the editor of variables', () => {
  it('changes nothing when nothing was done', async () => {
    expect(await edit('Done').result).toBeUndefined();
  });

  it('sets, adds and removes, each by itself', async () => {
    const { result } = edit(
      'MODE',
      'Set another value…',
      'slow',
      'Add a variable…',
      'LEVEL',
      'Type the value…',
      '3',
      { button: 'Remove HF_TOKEN' },
      'Done',
    );
    expect(await result).toEqual({ set: { MODE: 'slow', LEVEL: '3' }, remove: ['HF_TOKEN'] });
  });

  it('takes a removal back', async () => {
    expect(await edit({ button: 'Remove MODE' }, { button: 'Keep MODE' }, 'Done').result).toBeUndefined();
  });

  it('refers to a RunPod secret by name', async () => {
    const { result } = edit('HF_TOKEN', 'Refer to a RunPod secret…', 'hf', 'Done');
    expect(await result).toEqual({ set: { HF_TOKEN: '{{ RUNPOD_SECRET_hf }}' }, remove: [] });
  });

  it('masks secrets everywhere until somebody asks to see one', async () => {
    const quiet = edit('HF_TOKEN', 'Set another value…', 'hf_othersecret', 'Done');
    await quiet.result;
    expect(quiet.one.seen.join('\n')).not.toMatch(/verysecret|othersecret/);
    expect(quiet.one.masked).toEqual(['Value of HF_TOKEN']);
    const curious = edit({ button: 'Show the value of HF_TOKEN' }, 'hf_verysecretvalue', 'Done');
    expect(await curious.result).toBeUndefined();
  });

  it('goes back to the list when a question is left', async () => {
    expect(await edit('MODE', cancelled(), 'Done').result).toBeUndefined();
  });

  it('leaves the editor on Escape in the list', async () => {
    await expect(edit(cancelled()).result).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('imports a file: what it names is set, the rest stays', async () => {
    const path = join(await aFolder(), '.env');
    await writeFile(path, '# mine\nMODE=slow\nexport NEW="two words"\n');
    const { result } = edit('Import a .env file…', path, 'Done');
    expect(await result).toEqual({ set: { MODE: 'slow', NEW: 'two words' }, remove: [] });
  });

  it('exports with secrets masked unless told otherwise, for the owner only', async () => {
    const path = join(await aFolder(), 'out.env');
    const blank = edit('Export as a .env file…', 'With the values of secrets masked', path, 'Done');
    expect(await blank.result).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe('MODE=fast\nHF_TOKEN=•••\n');
    expect((await stat(path)).mode & 0o077).toBe(0);
    await edit('Export as a .env file…', 'With every value', path, 'Done').result;
    expect(parseEnvText(await readFile(path, 'utf8'))).toEqual({
      MODE: 'fast',
      HF_TOKEN: 'hf_verysecretvalue',
    });
  });
});
