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

/** Every text of every fixture, goldens too. */
export function everyText(): string[] {
  return loadingFixtures().flatMap(({ texts }) => [...texts.values()]);
}

/** Every variant of every worker of several files. */
export function everyProject(): ReadonlyMap<string, string>[] {
  const variants = ['before', 'lazy', 'warm'] as const;
  return projectFixtures().flatMap(({ variant }) => variants.flatMap(part => variant(part) ?? []));
}

const projectsFolder = join(root, 'test/fixtures/loadingProjects');

/** A worker of several files, `handler.py` the entry: as people write it, and what its switches give. */
export interface ProjectFixture {
  readonly name: string;
  /** Texts by path in the project; undefined where there is no golden. */
  readonly variant: (name: 'before' | SwitchTarget) => ReadonlyMap<string, string> | undefined;
}

export function projectFixtures(): ProjectFixture[] {
  return readdirSync(projectsFolder)
    .sort()
    .map(name => ({ name, variant: variant => filesIn(join(projectsFolder, name, variant)) }));
}

function filesIn(folder: string): ReadonlyMap<string, string> | undefined {
  if (!existsSync(folder)) return undefined;
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path =>
    path.endsWith('.py'),
  );
  return new Map(paths.sort().map(path => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** The texts after the switch; the same texts when nothing changes. */
export function switchProject(
  texts: ReadonlyMap<string, string>,
  to: SwitchTarget,
  python: Python,
): { readonly plan: SwitchPlan; readonly texts: ReadonlyMap<string, string> } {
  const plan = planSwitch(projectOf(texts, python), to, python);
  const files = plan.kind === 'edits' ? plan.files : [];
  const after = new Map(texts);
  for (const { path, edits } of files) {
    const name = path.slice('/w/'.length);
    after.set(name, applyEdits(texts.get(name) ?? '', edits));
  }
  return { plan, texts: after };
}

export function projectOf(texts: ReadonlyMap<string, string>, python: Python): Program {
  const placed = new Map([...texts].map(([path, text]) => [`/w/${path}`, text]));
  return programOf(placed, '/w/handler.py', python);
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
