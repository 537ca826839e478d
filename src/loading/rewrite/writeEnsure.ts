// What a switch to lazy adds: the functions above the handler and the call inside it.
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
  const layout = layoutOf(module);
  const lock = handler.definition.isAsync ? freeName(module, ['_load_lock', '_model_lock']) : undefined;
  const typed = handler.definition.node.child('return_type') !== undefined;
  const ensure: Ensure = { ...out.ensure, lock, typed };
  const more = [...(ensure.flag ? [`${ensure.test} = False`] : []), ...(lock ? [`${lock} = None`] : [])];
  if (out.home !== undefined) edits.insert(out.home, more.map(line => line + layout.newline).join(''));
  const state = [...out.state, ...(out.home === undefined ? more : [])];
  const parts = [state.join(layout.newline), out.loader ?? '', ensureText(ensure, layout)];
  const above = parts.filter(part => part !== '').map(part => part + layout.gap);
  edits.insert(aboveComments(module, topLevel(handler.definition.whole)), above.join(''));
  const names = new Set([...filled, ensure.test]);
  const touching = new Set([...names, ...functionsTouching(module, names)]);
  insertInBody(edits, module, {
    handler: handler.definition,
    statement: firstStatementNeedingModel(module, handler.definition, touching),
    call: ensureCall(ensure),
    layout,
  });
  if (lock) addImport(module, 'asyncio', edits);
}

/** The statement of the module that a node is in. */
export function topLevel(node: Node): Node {
  let at = node;
  while (at.parent && at.parent.type !== 'module') at = at.parent;
  return at;
}
