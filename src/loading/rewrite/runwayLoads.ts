// The statements before start() that load, all in one block; what cannot be moved from there is refused.
import type { ProgramFile } from '../../project/program';
import type { StartCall } from '../../project/start';
import type { Node } from '../../python/node';
import type { Site, Step } from '../detect/sites';
import { attemptIn, leavesNone, loaderCallIn, raisesAgain } from './loaderCall';
import { Refused } from './refuse';
import { spotOf } from './runway';
import { namesBoundBy } from './uses';

export interface RunwayLoads {
  readonly block: Node;
  /** In order. */
  readonly loads: readonly Node[];
}

/**
 * The file whose own statements load: the entry, or one that is imported before start(). Throws Refused when there are
 * several.
 */
export function homeOfLoads(entry: ProgramFile, start: StartCall, sites: readonly Site[]): ProgramFile {
  const homes = new Set(sites.map(site => (spotOf(site, entry, start) ? entry : firstCall(site)?.file)));
  const [home, more] = homes;
  if (home && !more) return home;
  const away = sites.find(site => !spotOf(site, entry, start));
  const at = away?.steps.find(step => step.file === entry)?.node;
  const where = away ? `${away.file.path}, line ${away.node.line + 1}` : 'nowhere';
  throw new Refused(
    entry.path,
    at,
    `${away?.name ?? 'the model'} runs when another file is imported (${where}), and other loads run elsewhere.`,
    'Bring the loads together in one file first.',
  );
}

/** The first step that is no import: the statement of some file that loads when it runs. */
function firstCall(site: Site): Step | undefined {
  return site.steps.find(step => !step.node.is('import_statement', 'import_from_statement'));
}

/** The statements of an imported file that load. Throws Refused. */
export function loadsOnImport(file: ProgramFile, sites: readonly Site[]): RunwayLoads {
  const statements = sites.flatMap(site => {
    const step = firstCall(site);
    return step?.file === file ? [topStatement(step.node)] : [];
  });
  return { block: file.module.root, loads: inOrder(file, statements) };
}

function topStatement(node: Node): Node {
  let at = node;
  while (at.parent && at.parent.type !== 'module') at = at.parent;
  return at;
}

/** Throws Refused. */
export function loadsBeforeStart(file: ProgramFile, start: StartCall, sites: readonly Site[]): RunwayLoads {
  const spots = sites.flatMap(site => spotOf(site, file, start) ?? []);
  const block = spots[0]?.block;
  if (!block || spots.some(spot => spot.block !== block)) {
    throw new Refused(
      file.path,
      spots.at(-1)?.statement,
      'models are loaded in several places before start().',
      'Bring the loads together in one place first.',
    );
  }
  return {
    block,
    loads: inOrder(
      file,
      spots.map(spot => spot.statement),
    ),
  };
}

function inOrder(file: ProgramFile, statements: readonly Node[]): readonly Node[] {
  const loads = [...new Set(statements)].sort((a, b) => a.start - b.start);
  for (const load of loads) checkStatement(file, load);
  return loads;
}

/** A conditional or tolerant load leaves the name unbound, or None, on purpose. */
function checkStatement({ path, module }: ProgramFile, statement: Node): void {
  if (loaderCallIn(statement)) return;
  if (statement.is('if_statement', 'for_statement', 'while_statement', 'match_statement')) {
    throw new Refused(
      path,
      statement,
      'the load is conditional, so the model may be missing on purpose.',
      'Load it unconditionally, or put the condition into a loader function.',
    );
  }
  if (statement.type === 'try_statement' && leavesNone(statement, namesBoundBy(module, statement))) return;
  if (statement.type === 'try_statement' && !raisesAgain(statement) && !attemptIn(statement)) {
    throw new Refused(
      path,
      statement,
      'the load stands in a try statement, and how it fails is part of its meaning.',
      'Put the load into a function that raises when it fails.',
    );
  }
}
