// Half-typed and broken text is ordinary input: fixtures are cut, doubled and scrambled, and no parser or rule may throw,
// hang, or offer a fix whose edits overlap. The seed is fixed, so a failure comes back.
import { expect, it } from 'vitest';
import { applyFixes } from '../../../src/flows/applyFixes';
import { WorkerChecker } from '../../../src/flows/checkWorkers';
import { allRules } from '../../../src/rules/registry';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';
import { fixtureNames, readFixture, workerRoot } from '../../support/ruleFixtures';

const python = await testPython();
const rounds = Number(process.env.FUZZ_ROUNDS ?? 400);
const mostMs = 1000;
const scraps = [
  '"',
  "'",
  '(',
  '[',
  '{',
  '\\',
  '\n',
  '#',
  '$',
  '<<EOF',
  '&&',
  ':',
  '\t',
  '\0',
  '\u{1F600}',
  '"""',
  'async ',
  '=',
  ',',
];

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function mutate(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const length = Math.floor(random() * 40);
  const scrap = scraps[Math.floor(random() * scraps.length)] ?? '';
  const ways = [
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at + length),
    () => text.slice(0, at) + scrap + text.slice(at),
    () => text.slice(0, at) + text.slice(at, at + length) + text.slice(at),
    () => text.slice(at) + text.slice(0, at),
  ];
  return (ways[Math.floor(random() * ways.length)] ?? ways[0])?.() ?? text;
}

it(`survives ${rounds} mutated workers`, { timeout: 120_000 }, async () => {
  const random = randomFrom(20260810);
  const fixtures = allRules.flatMap(rule =>
    [...fixtureNames(rule.name, 'bad'), ...fixtureNames(rule.name, 'good')].map(name =>
      readFixture(rule.name, name),
    ),
  );
  const wrong: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const fixture = fixtures[Math.floor(random() * fixtures.length)];
    const texts = new Map(
      [...(fixture?.texts ?? [])].map(([path, text]) => [path, mutate(mutate(text, random), random)]),
    );
    const log = { error: (message: string, cause?: unknown) => wrong.push(`${message} ${String(cause)}`) };
    const started = performance.now();
    const checked = await new WorkerChecker({ files: memoryFiles(texts), python, log }).check(workerRoot);
    if (performance.now() - started > mostMs) wrong.push(`round ${round} took too long`);
    for (const fix of checked.flatMap(one => one.diagnostics.flatMap(found => found.fixes))) {
      expect(() => applyFixes(texts, [fix])).not.toThrow();
    }
  }
  expect(wrong).toEqual([]);
});
