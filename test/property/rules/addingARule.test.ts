// Adding a rule is adding a folder and one line: a copy of the source gets both, and the new rule runs, is fixed, listed,
// documented and configurable without another change.
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';
import { root } from '../../support/tree';

mkdirSync(join(root, '.cache'), { recursive: true });
const copy = mkdtempSync(join(root, '.cache', 'rule-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const rule = `
import { replaceFix } from '../edits';
import { defineRule } from '../rule';

export const noShouting = defineRule({
  code: 'RP998',
  name: 'no-shouting',
  severity: 'warning',
  title: 'A comment shouts',
  fixable: true,
  check({ worker }, report) {
    for (const { source } of worker.pythonFiles) {
      for (const { index, 0: text } of source.text.matchAll(/# [A-Z]{3,}/g)) {
        const span = { start: index, end: index + text.length };
        const fixes = [replaceFix('Whisper', source, [{ ...span, newText: text.toLowerCase() }])];
        report({ path: source.path, range: source.rangeOf(span), message: 'Not so loud.', fixes });
      }
    }
  },
});
`;

const handler =
  'import runpod\n\n\n# STOP\ndef handler(job):\n    return {}\n\n\nif __name__ == "__main__":\n    runpod.serverless.start({"handler": handler})\n';

it('needs a folder and one line', { timeout: 60_000 }, async () => {
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true });
  const folder = join(copy, 'src/rules/no-shouting');
  mkdirSync(folder);
  writeFileSync(join(folder, 'rule.ts'), rule);
  writeFileSync(join(folder, 'doc.md'), '# RP998 no-shouting\n');
  appendFileSync(join(copy, 'src/rules/list.ts'), "export { noShouting } from './no-shouting/rule';\n");

  const load = (path: string) => import(/* @vite-ignore */ join(copy, 'src', path));
  const { checkWorkers, fixWorkers } = await load('flows/checkWorkers.ts');
  const { allRules } = await load('rules/registry.ts');
  const { rulesTable } = await load('rules/table.ts');
  const { sarifOf } = await load('rules/render.ts');
  const { checkSchema } = await load('manifest/checkSchema.ts');
  const python = await testPython();
  const depsWith = (config: string) => {
    const texts = { '/w/handler.py': handler, '/w/.runpod/check.json': config };
    return { files: memoryFiles(new Map(Object.entries(texts))), python };
  };
  const severities = async (config: string) => {
    const { diagnostics } = await checkWorkers(['/w'], depsWith(config));
    return diagnostics.map((one: { code: string; severity: string }) => `${one.code} ${one.severity}`);
  };

  expect(await severities('{}'), 'it runs').toEqual(['RP998 warning']);
  expect(await severities('{ "rules": { "no-shouting": "error" } }'), 'by name').toEqual(['RP998 error']);
  expect(await severities('{ "rules": { "RP998": "off" } }'), 'by code').toEqual([]);
  const fixed = await fixWorkers(['/w'], depsWith('{}'));
  expect(fixed.changed.get('/w/handler.py')).toBe(handler.replace('# STOP', '# stop'));

  expect(rulesTable(allRules)).toContain(
    '| [RP998](no-shouting/doc.md) | no-shouting | warning | A comment shouts | yes |',
  );
  expect(JSON.stringify(checkSchema())).toContain('**RP998 no-shouting**: A comment shouts.');
  expect(JSON.stringify(sarifOf([], { rules: allRules, version: '1', shown: String }))).toContain('RP998');
  // The build copies the page of every folder, by its name.
  expect(readFileSync(join(root, 'esbuild.mjs'), 'utf8')).toMatch(/src\/rules\/\$\{rule\.name\}\/doc\.md/);
});
