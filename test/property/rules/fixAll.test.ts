// `check --fix` on every fixture of every rule: it comes to an end, leaves nothing it could still fix, makes no error
// where there was none, and a second run changes nothing.
import { expect, it } from 'vitest';
import { fixWorkers } from '../../../src/flows/checkWorkers';
import { allRules } from '../../../src/rules/registry';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';
import { fixtureNames, readFixture, workerRoot } from '../../support/ruleFixtures';

const python = await testPython();

it.each(allRules.map(rule => [rule.code, rule.name] as const))(
  '%s: fixing all is done in one go',
  async (_, name) => {
    for (const fixture of fixtureNames(name, 'bad').map(file => readFixture(name, file))) {
      const settings = {
        folder: workerRoot,
        rules: {},
        ignore: [],
        loadingStrategy: fixture.strategy ?? 'keep',
      };
      const depsOf = (texts: ReadonlyMap<string, string>) => ({
        files: memoryFiles(texts),
        python,
        settings,
        endpoints: () => fixture.endpoints,
      });
      const once = await fixWorkers([workerRoot], depsOf(fixture.texts));
      const left = once.diagnostics.filter(one => one.fixes.some(fix => fix.preferred));
      expect(left.map(one => `${fixture.name}: ${one.code} ${one.message}`)).toEqual([]);
      const again = await fixWorkers([workerRoot], depsOf(new Map([...fixture.texts, ...once.changed])));
      expect([...again.changed.keys()], fixture.name).toEqual([]);
    }
  },
);
