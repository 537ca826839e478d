// Programs for loading tests: from a text, or from a folder of test/fixtures/loading.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../../src/base/text';
import { planSwitch } from '../../src/loading/planSwitch';
import type { SwitchPlan, SwitchTarget } from '../../src/loading/report';
import { type Program, programOf } from '../../src/project/program';
import type { Python } from '../../src/python/parser';
import { root } from './tree';

export const fixturesFolder = join(root, 'test/fixtures/loading');

export interface Fixture {
  readonly name: string;
  /** Texts by file name: `before.py`, and `lazy.py`, `warm.py` where there is a golden. */
  readonly texts: ReadonlyMap<string, string>;
}

export function loadingFixtures(): Fixture[] {
  return readdirSync(fixturesFolder)
    .sort()
    .map(name => {
      const files = ['before.py', 'lazy.py', 'warm.py'].filter(file =>
        existsSync(join(fixturesFolder, name, file)),
      );
      return {
        name,
        texts: new Map(files.map(file => [file, readFileSync(join(fixturesFolder, name, file), 'utf8')])),
      };
    });
}

export function oneFile(text: string, python: Python): Program {
  return programOf(new Map([['/w/handler.py', text]]), '/w/handler.py', python);
}

export interface Switched {
  readonly plan: SwitchPlan;
  /** The text after, or the text itself when nothing changes. */
  readonly text: string;
}

export function switchText(text: string, to: SwitchTarget, python: Python): Switched {
  const plan = planSwitch(oneFile(text, python), to, python);
  return { plan, text: plan.kind === 'edits' ? applyEdits(text, plan.files[0]?.edits ?? []) : text };
}
