// The statements before start() that load, all in one block; what cannot be moved from there is refused.
import type { ProgramFile } from '../../project/program';
import type { StartCall } from '../../project/start';
import type { Node } from '../../python/node';
import type { Site } from '../detect/sites';
import { attemptIn, loaderCallIn, raisesAgain } from './loaderCall';
import { Refused } from './refuse';
import { type RunwaySpot, spotOf } from './runway';

export interface RunwayLoads {
  readonly block: Node;
  /** In order. */
  readonly loads: readonly Node[];
}

/** Throws Refused. */
export function loadsBeforeStart(file: ProgramFile, start: StartCall, sites: readonly Site[]): RunwayLoads {
  const spots = sites.map(site => spotOf(site, file, start) ?? onImport(file, site));
  const block = spots[0]?.block;
  if (!block || spots.some(spot => spot.block !== block)) {
    throw new Refused(
      file.path,
      spots.at(-1)?.statement,
      'models are loaded in several places before start().',
      'Bring the loads together in one place first.',
    );
  }
  const loads = [...new Set(spots.map(spot => spot.statement))].sort((a, b) => a.start - b.start);
  for (const load of loads) checkStatement(file.path, load);
  return { block, loads };
}

function onImport(file: ProgramFile, site: Site): RunwaySpot {
  const importing = site.steps.find(step => step.file === file)?.node;
  const where = `${site.file.path}, line ${site.node.line + 1}`;
  throw new Refused(
    file.path,
    importing,
    `${site.name} runs when another file is imported (${where}).`,
    'Move the load into a function there and call it here.',
  );
}

/** A conditional or tolerant load leaves the name unbound, or None, on purpose. */
function checkStatement(path: string, statement: Node): void {
  if (loaderCallIn(statement)) return;
  if (statement.is('if_statement', 'for_statement', 'while_statement', 'match_statement')) {
    throw new Refused(
      path,
      statement,
      'the load is conditional, so the model may be missing on purpose.',
      'Load it unconditionally, or put the condition into a loader function.',
    );
  }
  if (statement.type === 'try_statement' && !raisesAgain(statement) && !attemptIn(statement)) {
    throw new Refused(
      path,
      statement,
      'the load stands in a try statement, and how it fails is part of its meaning.',
      'Put the load into a function that raises when it fails.',
    );
  }
}
