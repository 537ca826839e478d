// The eager call of a warm worker: right before start(), in its block. An error that leaves it ends the worker with a
// traceback and status 1 by Python's own rules; a loader that only says no is made to do the same.
import type { StartCall } from '../../project/start';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { EditList } from './editList';
import { aboveComments } from './entryPoint';
import { addImport } from './imports';
import { indentAt, layoutOf } from './layout';
import { Refused } from './refuse';

export interface Eager {
  /** `load_model()` or `model = load_model()`. */
  readonly statement: string;
  readonly failure: 'raises' | 'false' | 'none';
  /** What stays None when the load failed, for `none`. */
  readonly test: string | undefined;
}

/** The statement that eager code goes before: start()'s own, or the try around it that would swallow a failure. */
export function landing(start: StartCall): Node {
  return start.tries[0] ?? start.statement;
}

export function insertEager(
  module: Module,
  start: StartCall,
  { eagers, edits }: { readonly eagers: readonly Eager[]; readonly edits: EditList },
): void {
  const { newline, indent } = layoutOf(module);
  const before = landing(start);
  const margin = indentAt(module, before.start);
  const lines = [...new Set(eagers.flatMap(eager => eagerLines(eager, indent)))];
  edits.insert(aboveComments(module, before), lines.map(line => margin + line + newline).join(''));
  if (eagers.some(eager => eager.failure !== 'raises')) addImport(module, 'sys', edits);
}

function eagerLines({ statement, failure, test }: Eager, indent: string): string[] {
  const what = statement.replace(/^.*?=\s*/s, '').replace(/\(.*$/s, '');
  const exit = `sys.exit("${what}() failed, see the log")`;
  if (failure === 'false') return [`if not ${statement}:`, `${indent}${exit}`];
  if (failure === 'none' && test) return [statement, `if ${test} is None:`, `${indent}${exit}`];
  return [statement];
}

export function localAssignment(path: string, node: Node): Refused {
  const reason = 'start() is called in a function, where an assignment would make a local variable.';
  const advice = 'Move the assignment into a function that declares the name global.';
  return new Refused(path, node, reason, advice);
}
