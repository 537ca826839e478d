// 10,000 damaged handlers: detection never throws; where Python itself accepts the damaged file, it accepts the
// switched one too.

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { detect } from '../../src/loading/detect';
import { damaged, randomFrom } from '../support/damage';
import { loadingFixtures, oneFile, switchText } from '../support/loading';
import { testPython } from '../support/python';

const cases = 10_000;
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
  const fixtures = loadingFixtures().flatMap(({ texts }) => [...texts.values()]);
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
  const input = JSON.stringify(pairs);
  const wrong: number[] = JSON.parse(
    execFileSync('python3', ['-c', compilePairs], { input, encoding: 'utf8', maxBuffer: 1e8 }),
  );
  expect(wrong.map(number => pairs[number])).toEqual([]);
});
