// What a switch writes passes `ruff check` and compiles for Python 3.8 as far as the file did before: no fixture gains a
// finding, none stops compiling.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SwitchTarget } from '../../src/loading/report';
import { loadingFixtures, projectFixtures, switchProject } from '../support/loading';
import { testPython } from '../support/python';
import { gained, type Judgement, judge } from '../support/pythonStyle';

const python = await testPython();
const folder = mkdtempSync(join(tmpdir(), 'loading-style-'));

/** Every worker by name, as it is and after each switch that it takes: texts by path. */
const workers = [
  ...loadingFixtures().map(({ name, texts }) => ({
    name,
    texts: new Map([['handler.py', texts.get('before.py') ?? '']]),
  })),
  ...projectFixtures().map(({ name, variant }) => ({
    name,
    texts: variant('before') ?? new Map<string, string>(),
  })),
].map(({ name, texts }) => ({ name, variants: variantsOf(texts) }));

function variantsOf(before: ReadonlyMap<string, string>): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map([['before', before]]);
  for (const to of ['lazy', 'warm'] as const) {
    const { plan, texts } = switchProject(before, to, python);
    if (plan.kind !== 'edits') continue;
    const back: SwitchTarget = to === 'lazy' ? 'warm' : 'lazy';
    found.set(to, texts).set(`${to} and back`, switchProject(texts, back, python).texts);
  }
  return found;
}

let judged: Judgement;

beforeAll(async () => {
  const paths: string[] = [];
  for (const { name, variants } of workers) {
    for (const [variant, texts] of variants) {
      for (const [path, text] of texts) {
        const file = join(folder, name, variant, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        paths.push(file);
      }
    }
  }
  judged = await judge(paths);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(workers)('$name gains no finding', ({ name, variants }) => {
  expect(variants.size).toBeGreaterThan(1);
  for (const [variant, texts] of variants) {
    for (const path of texts.keys()) {
      const was = join(folder, name, 'before', path);
      const is = join(folder, name, variant, path);
      expect({ variant, path, gained: gained(judged, was, is) }).toEqual({
        variant,
        path,
        gained: [],
      });
    }
  }
});
