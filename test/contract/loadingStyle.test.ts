// What a switch writes passes `ruff check` and compiles for Python 3.8 as far as the file did before: no fixture gains a
// finding, none stops compiling.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SwitchTarget } from '../../src/loading/report';
import { loadingFixtures, projectFixtures, switchProject } from '../support/loading';
import { testPython } from '../support/python';
import { environmentFor } from '../support/pythonEnvironments';

const python = await testPython();
const folder = mkdtempSync(join(tmpdir(), 'loading-style-'));
const oldest = [3, 8];

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

/** Findings of ruff by file, and the files that do not compile. */
interface Judgement {
  readonly codes: ReadonlyMap<string, readonly string[]>;
  readonly broken: readonly string[];
}

let judged: Judgement;

const compileAll = `
import ast, json, sys
broken = []
for path in json.load(sys.stdin):
    try:
        ast.parse(open(path, encoding="utf-8-sig").read(), path, feature_version=(${oldest.join(', ')}))
    except SyntaxError:
        broken.append(path)
print(json.dumps(broken))
`;

beforeAll(async () => {
  const ruff = await environmentFor('ruff==0.14.5\n');
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
  const options = [
    'check',
    '--isolated',
    '--exit-zero',
    '--output-format',
    'json',
    '--target-version',
    'py38',
  ];
  const found: { filename: string; code: string | null }[] = JSON.parse(
    execFileSync(join(ruff.folder, 'bin', 'ruff'), [...options, folder], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    }),
  );
  const codes = new Map<string, string[]>();
  for (const { filename, code } of found) {
    codes.set(filename, [...(codes.get(filename) ?? []), code ?? 'syntax'].sort());
  }
  const input = JSON.stringify(paths);
  const broken: string[] = JSON.parse(
    execFileSync(ruff.python, ['-c', compileAll], { input, encoding: 'utf8' }),
  );
  judged = { codes, broken };
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(workers)('$name gains no finding', ({ name, variants }) => {
  const before = variants.get('before') ?? new Map();
  expect(variants.size).toBeGreaterThan(1);
  for (const [variant, texts] of variants) {
    for (const path of texts.keys()) {
      const was = join(folder, name, 'before', path);
      const is = join(folder, name, variant, path);
      expect({ variant, path, gained: gained(judged.codes.get(was), judged.codes.get(is)) }).toEqual({
        variant,
        path,
        gained: [],
      });
      if (before.has(path) && !judged.broken.includes(was)) expect(judged.broken).not.toContain(is);
    }
  }
});

function gained(before: readonly string[] = [], after: readonly string[] = []): string[] {
  const left = [...before];
  return after.filter(code => {
    const at = left.indexOf(code);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
