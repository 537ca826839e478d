// package.json says what `src/manifest` declares, and the README's tables too. Where they differ the file is written
// and the test fails once: commit what it wrote.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSchema, packageSchema } from '../../src/manifest/checkSchema';
import { commandIds } from '../../src/manifest/commands';
import { renderManifest } from '../../src/manifest/contributes';
import { commandTable, settingTable } from '../../src/manifest/tables';
import { steps } from '../../src/manifest/walkthrough';
import { settle, withPart } from '../support/settle';
import { root } from '../support/tree';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** `runpod.endpoint.tailLogs` lives in `endpointTailLogs.ts`. */
const fileOf = (id: string) => {
  const [, noun = '', verb = ''] = id.split('.');
  return `src/editor/commands/${noun}${verb.charAt(0).toUpperCase()}${verb.slice(1)}.ts`;
};

describe('manifest', () => {
  it('is what package.json says', () => {
    const found = JSON.parse(read('package.json')) as Record<string, unknown>;
    settle('package.json', `${JSON.stringify({ ...found, ...renderManifest() }, null, 2)}\n`);
  });

  it('is what the JSON schemas say', () => {
    settle('media/check.schema.json', `${JSON.stringify(checkSchema(), null, 2)}\n`);
    settle('media/package.schema.json', `${JSON.stringify(packageSchema(), null, 2)}\n`);
  });

  it('is what the tables of the README say', () => {
    const readme = withPart(read('README.md'), 'commands', commandTable());
    settle('README.md', withPart(readme, 'settings', settingTable()));
  });

  it('has one file per command, named after it', () => {
    expect(commandIds.filter(id => !existsSync(join(root, fileOf(id))))).toEqual([]);
  });

  it('has the pictures of the walkthrough', () => {
    expect(steps.filter(step => !existsSync(join(root, step.picture[0]))).map(step => step.id)).toEqual([]);
  });
});
