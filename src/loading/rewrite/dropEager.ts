// Hybrid to lazy: the handler has its guard already, so the eager call before start() goes and nothing is added.
import type { StartCall } from '../../project/start';
import type { Node } from '../../python/node';
import type { Analysis } from '../detect/analysis';
import type { Site } from '../detect/sites';
import type { FileEdits } from '../planSwitch';
import { EditList } from './editList';
import { removeUnusedImports, removeUnusedNames } from './imports';
import { failureCheckAfter, isTolerantAttempt, loaderCallIn } from './loaderCall';
import { Refused } from './refuse';
import { spotOf } from './runway';
import { namesBoundBy } from './uses';
import { wholeLines } from './wholeLines';

/** Throws Refused when what runs before start() is not just the handler's own guarded load. */
export function dropEager(analysis: Analysis, start: StartCall, eager: readonly Site[]): FileEdits {
  const { file, jobs } = analysis;
  const guarded = new Set(jobs.filter(load => load.guard).map(load => load.node));
  const statements = new Set<Node>();
  for (const site of eager) {
    const spot = spotOf(site, file, start);
    if (!spot || !(guarded.has(site.node) || repeats(analysis, spot.statement))) {
      throw new Refused(
        file.path,
        site.steps[0]?.node,
        `${site.name} is loaded before start() and not in the handler's guard.`,
        'Bring all loads into one function.',
      );
    }
    const imports = site.steps.some(({ node }) => node.is('import_statement', 'import_from_statement'));
    if (imports || !isRepeatable(analysis, spot.statement)) {
      throw new Refused(
        file.path,
        spot.statement,
        'this statement does more than load the model early.',
        'Reduce it to a call of the loader.',
      );
    }
    statements.add(spot.statement);
    const check = failureCheckAfter(spot.statement);
    if (check) statements.add(check);
  }
  const edits = new EditList(file.module);
  for (const statement of statements) edits.remove(wholeLines(file, statement));
  removeUnusedImports(file.module, [...statements], edits);
  removeUnusedNames(file.module, [...statements], edits);
  return { path: file.path, edits: edits.list };
}

/** The guard in the handler holds the very same line. */
function repeats({ jobs }: Analysis, statement: Node): boolean {
  return jobs.some(({ guard }) =>
    guard?.node.child('consequence')?.parts.some(part => part.text === statement.text),
  );
}

/** A loader call, or an assignment of a name that has another binding to start from. */
function isRepeatable({ file: { module }, jobs }: Analysis, statement: Node): boolean {
  if (loaderCallIn(statement) || isTolerantAttempt(statement)) return true;
  if (statement.parts[0]?.type !== 'assignment') return false;
  const asksGlobals = jobs.some(({ guard }) => guard?.node.text.includes('globals()'));
  if (asksGlobals) return true;
  return namesBoundBy(module, statement).every(name =>
    module.names.scope.bindings
      .get(name)
      ?.some(found => found.scope === module.names.scope && !statement.holds(found.node)),
  );
}
