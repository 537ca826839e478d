// Half-typed and damaged files: detection always answers, and a switch refuses or gives text that still parses as
// well as before. The long run over 10,000 cases is test/contract/loadingDamage.test.ts.
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/loading/detect';
import { damaged, randomFrom } from '../../support/damage';
import { loadingFixtures, oneFile, switchText } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();
const everyNthPrefix = 9;
const damagedPerFixture = 20;

describe.each(loadingFixtures())('$name', ({ name, texts }) => {
  const before = texts.get('before.py') ?? '';

  it('answers for its prefixes', () => {
    for (let end = 0; end <= before.length; end += everyNthPrefix) {
      const report = detect(oneFile(before.slice(0, end), python));
      expect(report.reason.length).toBeGreaterThan(0);
    }
  });

  it('survives damage', () => {
    const random = randomFrom(name.length * 7919 + before.length);
    for (let round = 0; round < damagedPerFixture; round++) {
      const text = damaged(before, random);
      detect(oneFile(text, python));
      for (const to of ['warm', 'lazy'] as const) {
        const { plan, text: after } = switchText(text, to, python);
        if (plan.kind !== 'edits') continue;
        expect(python.parse(after).errors.length).toBeLessThanOrEqual(python.parse(text).errors.length);
        expect(switchText(after, to, python).plan.kind).toBe('unchanged');
      }
    }
  });
});
