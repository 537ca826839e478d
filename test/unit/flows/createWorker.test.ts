// New Worker on a real disk: all of the sample arrives under its new name, and nothing that was there changes.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { nodeFileCreator, nodeFiles } from '../../../src/base/nodeFiles';
import type { FileCreator } from '../../../src/base/ports';
import { createWorker, workerName } from '../../../src/flows/createWorker';
import { strategyOf } from '../../../src/flows/strategy';
import { testPython } from '../../support/python';
import { root } from '../../support/tree';

const template = join(root, 'worker-sample');
const deps = { files: nodeFiles, creator: nodeFileCreator, python: testPython };
const never = new AbortController().signal;

describe('createWorker', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'new-worker-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const filesIn = (path: string) =>
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter(name => statSync(join(path, name)).isFile())
      .map(name => name.replaceAll('\\', '/'))
      .sort();

  it('copies every file, dotfiles included, into a folder that does not exist yet', async () => {
    const target = join(folder, 'new');
    const made = await createWorker({ template, folder: target }, deps, never);
    expect(made.files).toEqual(filesIn(target));
    expect(made.files).toEqual(
      expect.arrayContaining(['.dockerignore', '.runpod/hub.json', 'Dockerfile', 'handler.py']),
    );
    for (const file of made.files) {
      expect(readFileSync(join(target, file), 'utf8')).toBe(readFileSync(join(template, file), 'utf8'));
    }
    expect(made.handler).toBe(join(target, 'handler.py'));
  });

  it('puts the name of the worker where the name of the sample stands', async () => {
    const made = await createWorker({ template, folder, name: 'receipts' }, deps, never);
    const text = made.files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n');
    expect(text).not.toContain('worker-sample');
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toContain('ARG BASE=receipts:base-1.0');
    expect(JSON.parse(readFileSync(join(folder, '.runpod/hub.json'), 'utf8')).title).toBe('receipts');
  });

  it('makes the sample lazy when that is asked for, and only its handler differs', async () => {
    const made = await createWorker({ template, folder, loading: 'lazy' }, deps, never);
    const report = await strategyOf(made.handler, { files: nodeFiles, python: await testPython() });
    expect(report.strategy).toBe('lazy');
    const differs = (file: string) =>
      readFileSync(join(folder, file), 'utf8') !== readFileSync(join(template, file), 'utf8');
    expect(made.files.filter(differs)).toEqual(['handler.py']);
  });

  it('leaves other files alone', async () => {
    writeFileSync(join(folder, 'LICENSE'), 'mine');
    await createWorker({ template, folder }, deps, never);
    expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe('mine');
  });

  it('refuses to overwrite, names what is in the way and writes nothing', async () => {
    writeFileSync(join(folder, 'handler.py'), 'mine');
    writeFileSync(join(folder, 'README.md'), 'mine');
    const refused = createWorker({ template, folder }, deps, never);
    await expect(refused).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('README.md and handler.py are in '),
    });
    expect(filesIn(folder)).toEqual(['README.md', 'handler.py']);
    expect(readFileSync(join(folder, 'handler.py'), 'utf8')).toBe('mine');
  });

  it('takes a half-made copy back when writing fails or the user cancels', async () => {
    const stop = new AbortController();
    let left = 3;
    const failing: FileCreator = {
      ...nodeFileCreator,
      create: async (path, text) => {
        if (left-- === 0) throw new AppError('refused', 'The disk is full.');
        await nodeFileCreator.create(path, text);
      },
    };
    const full = createWorker({ template, folder }, { ...deps, creator: failing }, never);
    await expect(full).rejects.toThrow('The disk is full.');
    expect(filesIn(folder)).toEqual([]);

    stop.abort();
    await expect(createWorker({ template, folder }, deps, stop.signal)).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(filesIn(folder)).toEqual([]);
  });

  it('says what is wrong with a name, and with an installation that lost its sample', async () => {
    await expect(createWorker({ template, folder, name: 'My Worker' }, deps, never)).rejects.toMatchObject({
      kind: 'usage',
      remedy: expect.stringContaining('my-worker'),
    });
    await expect(createWorker({ template: folder, folder }, deps, never)).rejects.toMatchObject({
      kind: 'internal',
    });
  });

  it.each([
    ['My Worker', 'my-worker'],
    ['crème_brûlée', 'creme_brulee'],
    ['  --x..y  ', 'x-y'],
    ['日本', 'worker'],
    ['ok-1.2', 'ok-1.2'],
  ])('makes a name of %j', (words, name) => {
    expect(workerName(words)).toBe(name);
    expect(workerName(name)).toBe(name);
  });
});
