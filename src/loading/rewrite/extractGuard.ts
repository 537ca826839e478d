// Guarded lines inside a job become a function of their own, which can be called before start() as well. The lines
// move as they are, condition included; the job calls the function in their place.
import { functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import type { Occurrence } from '../../python/scope';
import { enclosingFunction } from '../../python/statements';
import type { Analysis } from '../detect/analysis';
import type { Guard } from '../detect/guards';
import type { Eager } from './eager';
import type { EditList } from './editList';
import { aboveComments } from './entryPoint';
import { freeName, subjectOf } from './freeNames';
import { indentAt, layoutOf, reindent } from './layout';
import { Refused } from './refuse';
import { namesBoundBy } from './uses';
import { ownLines } from './wholeLines';
import { topLevel } from './writeEnsure';

/** Throws Refused where the lines need more than module-level names. */
export function extractGuard(
  { analysis: { file }, edits }: { readonly analysis: Analysis; readonly edits: EditList },
  guard: Guard,
): Eager {
  const { module } = file;
  const { node } = guard;
  const holder = functionOf(enclosingFunction(node));
  const names = namesBoundBy(module, node);
  const stuck = stuckOn(node, module, holder?.node);
  if (
    node.type !== 'if_statement' ||
    node.child('alternative') ||
    !holder ||
    holder.owner ||
    stuck ||
    names.length === 0
  ) {
    const reason = stuck
      ? `the guarded lines use ${stuck.text.split('\n')[0]?.trim()}, which belongs to the job.`
      : 'the load is written into the code of the job.';
    throw new Refused(
      file.path,
      stuck ?? node,
      reason,
      'Move the guarded lines into a function of their own and call that.',
    );
  }
  const layout = layoutOf(module);
  const subject = subjectOf(names);
  const name = freeName(module, [`ensure_${subject}_loaded`, `ensure_${subject}`]);
  const span = ownLines(file, node);
  const indent = indentAt(module, node.start);
  const lines = [
    `def ${name}():${layout.newline}`,
    `${layout.indent}"""Load the ${names.length > 1 ? 'models' : 'model'} once."""${layout.newline}`,
    `${layout.indent}global ${names.join(', ')}${layout.newline}`,
    withoutGlobals(reindent(module, span, { from: indent, to: layout.indent })),
  ];
  edits.insert(aboveComments(module, topLevel(holder.whole)), lines.join('').trimEnd() + layout.gap);
  edits.replace(span, `${indent}${name}()${layout.newline}`);
  dropGlobals(holder.node, { node, names }, edits);
  return { statement: `${name}()`, failure: 'raises', test: undefined };
}

/** A global statement among the lines is said once, at the top of the new function. */
function withoutGlobals(text: string): string {
  return text.replace(/^[ \t]*global [\w, ]+\r?\n/gm, '');
}

/** A name of the job's own that the lines read: they could not run before it. */
function stuckOn(node: Node, module: Analysis['file']['module'], holder: Node | undefined): Node | undefined {
  const scope = holder && module.names.scopeOf(holder);
  const leaving = node.descendants('return_statement', 'yield', 'await', 'break', 'continue')[0];
  if (leaving) return leaving;
  const isOwn = (found: Occurrence) => scope !== undefined && found.scope.lookup(found.name) === scope;
  const isElsewhere = ({ name }: Occurrence) =>
    module.names.of(name).some(found => isOwn(found) && !node.holds(found.node));
  return module.names.inside(node).find(found => isOwn(found) && isElsewhere(found))?.node;
}

/** The job's own global statement for names that it no longer assigns. */
function dropGlobals(
  holder: Node,
  gone: { readonly node: Node; readonly names: readonly string[] },
  edits: EditList,
): void {
  const { source } = holder;
  for (const statement of holder.descendants('global_statement')) {
    if (gone.node.holds(statement) || !statement.parts.every(part => gone.names.includes(part.text)))
      continue;
    const assigned = holder
      .descendants('assignment', 'augmented_assignment')
      .some(found => !gone.node.holds(found) && gone.names.includes(found.child('left')?.text ?? ''));
    if (assigned) continue;
    const { lines } = source;
    const line = lines.positionAt(statement.start).line;
    edits.remove({
      start: lines.offsetAt({ line, character: 0 }),
      end: lines.offsetAt({ line: line + 1, character: 0 }),
    });
  }
}
