// Moves a closure out of the module's own statements. One plain assignment goes into the ensure function; anything
// longer becomes a loader that builds everything and gives it back, so that a failure half-way publishes nothing.
import type { ProgramFile } from '../../project/program';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { statementOf } from '../../python/statements';
import type { Closure } from './closure';
import { exitInside } from './closure';
import type { EditList } from './editList';
import type { Ensure } from './ensure';
import { freeName, subjectOf } from './freeNames';
import { indentAt, type Layout, layoutOf, nextLine, reindent } from './layout';
import { isPlaceholder } from './loaderCall';
import { type Run, runsOf } from './runs';
import { functionsTouching, mentions, namesBoundBy, runsWith } from './uses';
import { wholeLines, withBlankLines } from './wholeLines';

export interface MovedOut {
  readonly ensure: Omit<Ensure, 'lock' | 'typed'>;
  /** The text of a new loader function. */
  readonly loader: string | undefined;
  /** Placeholders that could not stay where the statements were. */
  readonly state: readonly string[];
  /** Where more state belongs: the lines right behind the placeholders. */
  readonly home: number | undefined;
}

type Made = Pick<MovedOut, 'ensure' | 'loader'>;

/** Edits the statements away, leaving `name = None` for names that nothing else binds. */
export function moveOut(closure: Closure, edits: EditList): MovedOut {
  const { file, moved, names, block } = closure;
  const { module } = file;
  const layout = layoutOf(module);
  const runs = runsOf(closure);
  const held = names
    .filter(name => !boundElsewhere(module, name, moved))
    .map(name => placeholder(module, name, moved));
  const inPlace = block.type === 'module';
  for (const [index, run] of runs.entries()) {
    const lines = index === 0 && inPlace ? held.map(line => line + layout.newline) : [];
    if (lines.length > 0) edits.replace(run.gone, lines.join(''));
    else if (run.gone.end > run.gone.start) edits.remove(withBlankLines(module, run.gone, run.node));
  }
  if (closure.check) edits.remove(wholeLines(file, closure.check));
  const state = inPlace ? [] : held;
  const home = inPlace && held.length > 0 ? runs[0]?.gone.end : homeOf(module, names);
  return { ...(inlined(closure) ?? withLoader(closure, runs, layout)), state, home };
}

/** `name = None` marks the place that the statements come from. */
function leavesPlaceholders({ file, block, moved, names }: Closure): boolean {
  return block.type === 'module' && names.some(name => !boundElsewhere(file.module, name, moved));
}

/** Also how the way back knows a loader that a switch made from one that was there before. */
export const loaderDocstring = '"""Load what the handler needs."""';

/** `pipe = load()` on one line needs no function of its own. */
function inlined(closure: Closure): Made | undefined {
  const { file, moved, names, check } = closure;
  const [only, more] = moved;
  const assignment = only?.type === 'expression_statement' ? only.parts[0] : undefined;
  const right = assignment?.child('right');
  const test = names.at(-1);
  if (more || !only || assignment?.type !== 'assignment' || !right || test === undefined) return undefined;
  if (only.text.includes('\n') || assignment.child('type') || right.type === 'assignment') return undefined;
  if (assignment.child('left')?.text !== names.join(', ') || commentOf(file, only)) return undefined;
  const subject = subjectOf(names);
  const ensure = {
    name: freeName(file.module, [`ensure_${subject}_loaded`, `ensure_${subject}`]),
    assigns: names,
    test,
    flag: false,
    load: right.text,
    failure: check ? ('none' as const) : ('raises' as const),
    atStart: !leavesPlaceholders(closure),
    many: names.length > 1,
  };
  return { ensure, loader: undefined };
}

function withLoader(closure: Closure, runs: readonly Run[], layout: Layout): Made {
  const { file, names, moved, check } = closure;
  if (check) throw exitInside(file.path, check);
  const { module } = file;
  const subject = subjectOf(names);
  const loader = freeName(module, [`load_${subject}`, `build_${subject}`, `create_${subject}`]);
  const body = runs
    .flatMap(run => (run.head ? [run.head, run] : [run]))
    .map(span => reindent(module, span, { from: indentAt(module, span.start), to: layout.indent }))
    .join('');
  const direct = names.length === 0 || needsGlobals(module, closure);
  const line = (text: string) => layout.indent + text + layout.newline;
  const text =
    `def ${loader}():${layout.newline}` +
    line(loaderDocstring) +
    (direct && names.length > 0 ? line(`global ${names.join(', ')}`) : '') +
    body +
    (direct ? '' : line(`return ${names.join(', ')}`));
  const flag = freeName(module, [`_${subject}_loaded`, `_is_${subject}_loaded`]);
  const ensure = {
    name: freeName(module, [`ensure_${subject}_loaded`, `ensure_${subject}`]),
    assigns: direct ? [flag] : names,
    test: direct ? flag : (tellingOf(module, moved, names) ?? flag),
    flag: direct,
    load: `${loader}()`,
    failure: 'raises' as const,
    atStart: !leavesPlaceholders(closure),
    many: names.length > 1,
  };
  return { ensure, loader: text.slice(0, -layout.newline.length) };
}

/** The last name that a plain call fills: a derived name might be None. */
function tellingOf(module: Module, moved: readonly Node[], names: readonly string[]): string | undefined {
  const called = moved
    .filter(node => node.parts[0]?.type === 'assignment' && node.parts[0].child('right')?.type === 'call')
    .flatMap(node => namesBoundBy(module, node));
  return called.findLast(name => names.includes(name)) ?? names.at(-1);
}

/** Locals would hide the names from functions that the moved statements call, or be read before they are bound. */
function needsGlobals(module: Module, { moved, names }: Closure): boolean {
  const touching = functionsTouching(module, new Set(names));
  return (
    moved.some(node => mentions(module, node, touching)) || names.some(name => readFirst(module, name, moved))
  );
}

function readFirst(module: Module, name: string, moved: readonly Node[]): boolean {
  const first = module.names.of(name).find(found => moved.some(node => node.holds(found.node)));
  if (!first || first.role === 'read' || first.role === 'augmented') return true;
  const statement = statementOf(first.node);
  return statement.type === 'expression_statement' && runsWith(module, statement, new Set([name]));
}

/** The line behind the last `name = None` of the file for one of the names. */
export function homeOf(module: Module, names: readonly string[]): number | undefined {
  const holder = module.root.parts.findLast(part => names.some(name => isPlaceholder(part, name)));
  return holder && nextLine(module, holder.end);
}

function boundElsewhere(module: Module, name: string, moved: readonly Node[]): boolean {
  const bindings = module.names.scope.bindings.get(name) ?? [];
  return bindings.some(
    found =>
      found.scope === module.names.scope &&
      found.role !== 'annotation' &&
      !moved.some(node => node.holds(found.node)),
  );
}

function placeholder(module: Module, name: string, moved: readonly Node[]): string {
  const binding = module.names.scope.bindings
    .get(name)
    ?.find(found => moved.some(node => node.holds(found.node)));
  const type = binding?.node.parent?.child('type')?.text;
  return type ? `${name}: ${optional(module, type)} = None` : `${name} = None`;
}

/** An annotation that also allows None, on every version of Python. */
function optional(module: Module, type: string): string {
  if (/^Optional\[|\bNone\b|["']/.test(type)) return type;
  if (module.imports.some(found => found.bound === 'Optional')) return `Optional[${type}]`;
  const deferred = module.root.parts.some(
    node => node.type === 'future_import_statement' && node.text.includes('annotations'),
  );
  return deferred ? `${type} | None` : `"${type} | None"`;
}

function commentOf(file: ProgramFile, node: Node): boolean {
  return file.module.comments.some(comment => comment.line === node.line);
}
