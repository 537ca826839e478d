// What a switch to lazy adds: the functions above the handler (or in the file of the load) and the call in the handler.
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { Handler } from '../detect/analysis';
import type { EditList } from './editList';
import { type Ensure, ensureCall, ensureText } from './ensure';
import { aboveComments, firstStatementNeedingModel, insertInBody } from './entryPoint';
import { freeName } from './freeNames';
import { addImport } from './imports';
import { layoutOf } from './layout';
import type { MovedOut } from './moveOut';
import { functionsTouching } from './uses';

export interface Written {
  /** The names that the load fills. */
  readonly names: readonly string[];
  readonly out: MovedOut;
}

/** Writes state, loader and ensure function above the handler, and the call at its head. */
export function writeEnsure(handler: Handler, { names: filled, out }: Written, edits: EditList): void {
  const { module } = handler.file;
  const ensure = defineEnsure(module, { handler, out, below: topLevel(handler.definition.whole) }, edits);
  const names = new Set([...filled, ensure.test]);
  const touching = new Set([...names, ...functionsTouching(module, names)]);
  callInHandler(handler, { call: ensureCall(ensure), touching }, edits);
}

interface Definition {
  readonly handler: Handler;
  readonly out: MovedOut;
  /** The statement that the functions stand above; at the end of the file when there is none. */
  readonly below: Node | undefined;
}

/** Writes state, loader and ensure function. */
export function defineEnsure(module: Module, { handler, out, below }: Definition, edits: EditList): Ensure {
  const layout = layoutOf(module);
  // A load of another file is not awaited, so nothing comes between its test and its end.
  const overlaps = handler.definition.isAsync && handler.file.module === module;
  const lock = overlaps ? freeName(module, ['_load_lock', '_model_lock']) : undefined;
  const typed = handler.definition.node.child('return_type') !== undefined;
  const ensure: Ensure = { ...out.ensure, lock, typed };
  const more = [...(ensure.flag ? [`${ensure.test} = False`] : []), ...(lock ? [`${lock} = None`] : [])];
  if (out.home !== undefined) edits.insert(out.home, more.map(line => line + layout.newline).join(''));
  const state = [...out.state, ...(out.home === undefined ? more : [])];
  const parts = [state.join(layout.newline), out.loader ?? '', ensureText(ensure, layout)];
  const written = parts.filter(part => part !== '');
  if (below) edits.insert(aboveComments(module, below), written.map(part => part + layout.gap).join(''));
  else edits.insert(module.text.length, atEnd(module, written.join(layout.gap)));
  if (lock) addImport(module, 'asyncio', edits);
  return ensure;
}

function atEnd(module: Module, text: string): string {
  const { newline, gap } = layoutOf(module);
  const missing = /[\r\n]$/.test(module.text) || module.text === '' ? '' : newline;
  return missing + gap.slice(newline.length) + text + newline;
}

interface CallInHandler {
  readonly call: string;
  /** Names of the handler's file that need the model. */
  readonly touching: ReadonlySet<string>;
}

/** Writes the call as the first statement of the handler that may need the model. */
export function callInHandler(
  { file, definition }: Handler,
  { call, touching }: CallInHandler,
  edits: EditList,
) {
  const { module } = file;
  insertInBody(edits, module, {
    handler: definition,
    statement: firstStatementNeedingModel(module, definition, touching),
    call,
    layout: layoutOf(module),
  });
}

/** The statement of the module that a node is in. */
export function topLevel(node: Node): Node {
  let at = node;
  while (at.parent && at.parent.type !== 'module') at = at.parent;
  return at;
}
