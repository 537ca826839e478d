// Recognises an ensure function that a switch to lazy wrote, by writing it again and comparing. A twin written by hand
// says the same thing, so undoing it is as right.
import type { FunctionDef } from '../../python/definitions';
import { functionOf } from '../../python/definitions';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { statementOf } from '../../python/statements';
import type { Handler } from '../detect/analysis';
import { type Ensure, ensureCall, ensureText } from './ensure';
import { layoutOf } from './layout';

export interface OwnEnsure {
  readonly ensure: Ensure;
  readonly definition: FunctionDef;
  /** The call in the handler. */
  readonly call: Node;
}

/** The ensure function whose call the handler opens with, if a switch wrote it and nothing else uses it. */
export function ownEnsureOf(module: Module, handler: Handler): OwnEnsure | undefined {
  for (const statement of handler.definition.body.parts) {
    const name = /^(?:await )?(\w+)\(\)$/.exec(statement.text)?.[1];
    const definition = name ? module.functionNamed(name) : undefined;
    const ensure = definition && read(definition);
    if (!ensure || !definition || statement.text !== ensureCall(ensure)) continue;
    const uses = module.names.occurrences.filter(found => found.name === name);
    const same = [true, false].some(
      many => ensureText({ ...ensure, many }, layoutOf(module)) === definition.node.text,
    );
    return same && uses.length === 2 ? { ensure, definition, call: statementOf(statement) } : undefined;
  }
  return undefined;
}

/** What the function would have been made from; wrong guesses do not survive the comparison. */
function read({ node, name, isAsync, body }: FunctionDef): Ensure | undefined {
  const globals =
    body.parts.find(part => part.type === 'global_statement')?.parts.map(part => part.text) ?? [];
  const lock = isAsync ? globals.at(-1) : undefined;
  const check = node.descendants('if_statement').find(found => !lock || found.closest('with_statement'));
  const condition = check?.child('condition');
  const test = condition?.parts[0]?.text;
  const [first, second] = check?.child('consequence')?.parts ?? [];
  if (!condition || !test || !first) return undefined;
  const assigns = globals.filter(one => one !== lock);
  const assignment = first.parts[0]?.type === 'assignment' ? first.parts[0] : undefined;
  const negated = first.type === 'if_statement' ? first.child('condition')?.parts[0] : undefined;
  const load = (assignment?.child('right') ?? negated ?? first).text;
  const failure = negated ? 'false' : second?.type === 'if_statement' ? 'none' : 'raises';
  return { name, lock, assigns, test, flag: condition.type === 'not_operator', load, failure, many: false };
}

/** A loader made by the switch, standing right before its ensure function. */
export function functionBefore(module: Module, node: Node): FunctionDef | undefined {
  const at = module.root.parts.indexOf(node);
  return functionOf(module.root.parts[at - 1]);
}
