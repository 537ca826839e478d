// RP104 and the strategy report never disagree: over every fixture and both settings, the rule speaks where the
// reported strategy is known and is not the one that the setting asks for, and nowhere else.
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/loading/detect';
import { analyse } from '../../../src/loading/detect/analysis';
import { planSwitch } from '../../../src/loading/planSwitch';
import { meets } from '../../../src/loading/report';
import type { Program } from '../../../src/project/program';
import type { RuleContext } from '../../../src/rules/context';
import { strategyMismatch } from '../../../src/rules/strategy-mismatch/rule';
import { loadingFixtures, oneFile, projectFixtures, projectOf } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();
const singles = loadingFixtures().flatMap(({ name, texts }) =>
  [...texts].map(([file, text]): [string, Program] => [`${name}/${file}`, oneFile(text, python)]),
);
const projects = projectFixtures().flatMap(({ name, variant }) =>
  (['before', 'lazy', 'warm'] as const).flatMap((part): [string, Program][] => {
    const texts = variant(part);
    return texts ? [[`${name}/${part}`, projectOf(texts, python)]] : [];
  }),
);

function speaks(program: Program, strategy: 'warm' | 'lazy'): boolean {
  const analysis = analyse(program);
  const entry = {
    analysis,
    report: detect(program),
    plan: (to: 'warm' | 'lazy') => planSwitch(program, to, python),
  };
  const found: unknown[] = [];
  const context = { entries: [entry], config: { strategy } } as unknown as RuleContext;
  strategyMismatch.check(context, finding => found.push(finding));
  return found.length > 0;
}

describe('RP104', () => {
  it.each([...singles, ...projects])('agrees with the report about %s', (_, program) => {
    const { strategy } = detect(program);
    const isKnown = ['warm', 'lazy', 'hybrid'].includes(strategy);
    for (const wanted of ['warm', 'lazy'] as const)
      expect(speaks(program, wanted)).toBe(isKnown && !meets(strategy, wanted));
  });
});
