// 10,000 damaged handlers: detection never throws; where Python itself accepts the damaged file, it accepts the
// switched one too.

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { detect } from '../../src/loading/detect';
import { damaged, randomFrom } from '../support/damage';
import { everyProject, everyText, oneFile, projectOf, switchProject, switchText } from '../support/loading';
import { testPython } from '../support/python';

const cases = 10_000;
const projectCases = 1_000;
const python = await testPython();

/** Compiles pairs of texts; gives the numbers of those whose first is fine and whose second is not. */
const compilePairs = `
import json, sys, warnings
warnings.simplefilter("ignore")
def fine(text):
    try:
        compile(text, "x", "exec")
        return True
    except (SyntaxError, ValueError):
        return False
print(json.dumps([n for n, (a, b) in enumerate(json.load(sys.stdin)) if fine(a) and not fine(b)]))
`;

it('answers, and writes only what compiles', { timeout: 600_000 }, () => {
  const fixtures = everyText();
  const random = randomFrom(20_251_121);
  const pairs: [string, string][] = [];
  for (let number = 0; number < cases; number++) {
    const text = damaged(fixtures[number % fixtures.length] ?? '', random).replaceAll('\uD83D', '');
    detect(oneFile(text, python));
    for (const to of ['warm', 'lazy'] as const) {
      const { plan, text: after } = switchText(text, to, python);
      if (plan.kind === 'edits') pairs.push([text, after]);
    }
  }
  expect(pairs.length).toBeGreaterThan(cases / 10);
  expectCompiling(pairs);
});

it('does so where the load lives in another file', { timeout: 600_000 }, () => {
  const projects = everyProject();
  const random = randomFrom(7);
  const pairs: [string, string][] = [];
  for (let number = 0; number < projectCases; number++) {
    const texts = new Map(projects[number % projects.length] ?? []);
    const hurt = [...texts.keys()][Math.floor(random() * texts.size)] ?? '';
    texts.set(hurt, damaged(texts.get(hurt) ?? '', random).replaceAll('\uD83D', ''));
    detect(projectOf(texts, python));
    for (const to of ['warm', 'lazy'] as const) {
      const { plan, texts: after } = switchProject(texts, to, python);
      if (plan.kind !== 'edits') continue;
      for (const [path, text] of texts) pairs.push([text, after.get(path) ?? '']);
    }
  }
  expect(pairs.length).toBeGreaterThan(projectCases / 10);
  expectCompiling(pairs);
});

function expectCompiling(pairs: readonly (readonly [string, string])[]): void {
  const input = JSON.stringify(pairs);
  const wrong: number[] = JSON.parse(
    execFileSync('python3', ['-c', compilePairs], { input, encoding: 'utf8', maxBuffer: 1e8 }),
  );
  expect(wrong.map(number => pairs[number])).toEqual([]);
}
