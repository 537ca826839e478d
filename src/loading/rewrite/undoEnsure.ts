// The way back for what a switch to lazy wrote: the statements return to where their placeholders stand, or the eager
// call returns to its place before start(); the ensure function and its call go.
import type { StartCall } from '../../project/start';
import type { FunctionDef } from '../../python/definitions';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { docstringOf } from '../../python/strings';
import { insertEager, landing } from './eager';
import { EditList } from './editList';
import type { Ensure } from './ensure';
import { aboveComments } from './entryPoint';
import { importsPlainly, removeUnusedImports } from './imports';
import { indentAt, layoutOf, linesOf, nextLine, reindent, type Span } from './layout';
import { isPlaceholder, startsAsNone } from './loaderCall';
import { loaderDocstring } from './moveOut';
import { functionBefore, type OwnEnsure } from './ownEnsure';
import { topLevelMentions } from './uses';

/** The statements go back to their placeholders; start() may be in another file. */
export function restoresInPlace({ ensure }: OwnEnsure): boolean {
  return isClosure(ensure) && !ensure.atStart;
}

function isClosure({ flag, assigns }: Ensure): boolean {
  return !flag && assigns.length > 0;
}

/** Undefined when the text cannot go back to a place where it would work; the general way must do then. */
export function undoEnsure(module: Module, start: StartCall, own: OwnEnsure): EditList | undefined {
  const edits = new EditList(module);
  const { ensure, definition } = own;
  const { load: statement, failure, test } = ensure;
  if (!isClosure(ensure)) insertEager(module, start, { eagers: [{ statement, failure, test }], edits });
  else if (ensure.atStart ? !restoreAtStart(module, { own, start }, edits) : !restore(module, own, edits))
    return undefined;
  removeState(module, own, edits);
  removeDefinition(module, definition, edits);
  if (own.call.parent?.parts.length === 1) edits.replace(own.call, 'pass');
  else edits.remove(linesOf(module, own.call));
  if (ensure.lock && importsPlainly(module, 'asyncio')) {
    removeUnusedImports(module, [definition.node], edits);
  }
  return edits;
}

/** Puts the statements back where their placeholders stand; false when they would not work there. */
function restore(module: Module, own: OwnEnsure, edits: EditList): boolean {
  const made = madeLoader(module, own);
  const back = statementsOf(module, own, '');
  const holders = placeholders(module, own.ensure.assigns);
  if (back === undefined || !holders || !worksAt(module, holders, made?.node ?? own.load)) return false;
  edits.replace(holders, back);
  if (made) removeDefinition(module, made, edits);
  return true;
}

/**
 * Puts statements that came from the guard around start() back there; false when they would become local. The lines
 * `a = None` stay: the file may have had them before.
 */
function restoreAtStart(
  module: Module,
  { own, start }: { readonly own: OwnEnsure; readonly start: StartCall },
  edits: EditList,
): boolean {
  const before = landing(start);
  const back = statementsOf(module, own, indentAt(module, before.start));
  if (back === undefined || start.function) return false;
  edits.insert(aboveComments(module, before), back);
  const made = madeLoader(module, own);
  if (made) removeDefinition(module, made, edits);
  return true;
}

/** The loader that the switch wrote; a function that was there before is only called. */
function madeLoader(module: Module, { definition }: OwnEnsure): FunctionDef | undefined {
  const loader = functionBefore(module, definition.whole);
  return loader && docstringOf(loader.body)?.text === loaderDocstring ? loader : undefined;
}

function statementsOf(module: Module, own: OwnEnsure, margin: string): string | undefined {
  const { assigns, load } = own.ensure;
  const made = madeLoader(module, own);
  if (made) return bodyOf(module, made, { names: assigns, margin });
  return `${margin}${assigns.join(', ')} = ${load}${layoutOf(module).newline}`;
}

/** The loader's statements at the margin, without its docstring and return. */
function bodyOf(
  module: Module,
  loader: FunctionDef,
  { names, margin }: { readonly names: readonly string[]; readonly margin: string },
): string | undefined {
  const last = loader.body.parts.at(-1);
  if (last?.text !== `return ${names.join(', ')}`) return undefined;
  if (loader.node.descendants('return_statement').length > 1) return undefined;
  const span = { start: nextLine(module, loader.body.start), end: linesOf(module, last).start };
  return reindent(module, span, { from: indentAt(module, loader.body.start), to: margin });
}

/** The lines `a = None` of all names, one after the other in that order. */
function placeholders(module: Module, names: readonly string[]): Span | undefined {
  if (!names.every(name => startsAsNone(module, name))) return undefined;
  const { parts } = module.root;
  const at = parts.findIndex(part => isPlaceholder(part, names[0]));
  const run = parts.slice(at, at + names.length);
  const [first] = run;
  const last = run.at(-1);
  if (at < 0 || !first || !last || !run.every((part, index) => isPlaceholder(part, names[index])))
    return undefined;
  const span = linesOf(module, first, last);
  return { start: first.start, end: span.end };
}

/** Everything the statements read is bound above the place they go to. */
function worksAt(module: Module, { start }: Span, code: Node): boolean {
  const scope = module.names.scope;
  const pending = [code];
  const seen = new Set<string>();
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const { name, role } of topLevelMentions(module, node)) {
      if (role !== 'read' || seen.has(name) || !scope.bindings.has(name)) continue;
      seen.add(name);
      const above = scope.bindings
        .get(name)
        ?.filter(found => found.node.start <= start && found.scope === scope);
      if (!above || above.length === 0) return false;
      pending.push(
        ...above.filter(found => found.role === 'function').flatMap(found => found.node.parent ?? []),
      );
    }
  }
  return true;
}

function removeDefinition(module: Module, { whole }: FunctionDef, edits: EditList): void {
  const { start, end } = linesOf(module, whole);
  edits.remove({ start, end: skipBlank(module, end) });
}

/** The lines of the flag and the lock, beside the placeholders or above the functions. */
function removeState(module: Module, { ensure }: OwnEnsure, edits: EditList): void {
  const names = [...(ensure.flag ? [ensure.test] : []), ...(ensure.lock ? [ensure.lock] : [])];
  const held = module.root.parts.filter(part => names.some(name => isState(part, name)));
  const [first] = held;
  const last = held.at(-1);
  if (!first || !last) return;
  const { start, end } = linesOf(module, first, last);
  const alone = first.line === 0 || module.lines.lineText(first.line - 1).trim() === '';
  edits.remove({ start, end: alone ? skipBlank(module, end) : end });
}

function isState(statement: Node, name: string): boolean {
  return statement.text === `${name} = None` || statement.text === `${name} = False`;
}

function skipBlank(module: Module, offset: number): number {
  let { line } = module.lines.positionAt(offset);
  while (line < module.lines.lineCount - 1 && module.lines.lineText(line).trim() === '') line++;
  return module.lines.offsetAt({ line, character: 0 });
}
