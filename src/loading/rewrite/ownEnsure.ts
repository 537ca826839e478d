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
  /** The expression in it that loads. */
  readonly load: Node;
  /** The call in the handler. */
  readonly call: Node;
}

/** The ways the docstring may be worded. */
const wordings = [false, true].flatMap(many => [false, true].map(atStart => ({ many, atStart })));

/** The ensure function whose call the handler opens with, if a switch wrote it and nothing else uses it. */
export function ownEnsureOf(module: Module, handler: Handler): OwnEnsure | undefined {
  for (const statement of handler.definition.body.parts) {
    const name = /^(?:await )?(\w+)\(\)$/.exec(statement.text)?.[1];
    const definition = name ? module.functionNamed(name) : undefined;
    const found = definition && read(definition);
    if (!found || !definition || statement.text !== ensureCall(found.ensure)) continue;
    const { ensure, load } = found;
    const uses = module.names.of(name ?? '');
    const same = wordings.find(
      words => ensureText({ ...ensure, ...words }, layoutOf(module)) === definition.node.text,
    );
    if (!same || uses.length !== 2) return undefined;
    return { ensure: { ...ensure, ...same }, definition, load, call: statementOf(statement) };
  }
  return undefined;
}

/** What the function would have been made from; wrong guesses do not survive the comparison. */
function read({ node, name, isAsync, body }: FunctionDef): Pick<OwnEnsure, 'ensure' | 'load'> | undefined {
  const globals =
    body.parts.find(part => part.type === 'global_statement')?.parts.map(part => part.text) ?? [];
  const lock = isAsync ? globals.at(-1) : undefined;
  const check = node.descendants('if_statement').find(found => !lock || found.closest('with_statement'));
  const both = check?.child('condition');
  const missing = both?.child('left') ?? both;
  const condition = both?.type === 'boolean_operator' ? missing : both;
  const test = condition?.parts[0]?.text;
  const [first, second] = check?.child('consequence')?.parts ?? [];
  if (!condition || !test || !first) return undefined;
  const refusal = both?.type === 'boolean_operator' ? both.child('right') : first.child('condition');
  const tested = refusal?.type === 'not_operator' ? refusal.child('argument') : undefined;
  const assignment = first.parts[0]?.type === 'assignment' ? first.parts[0] : undefined;
  const load = tested ?? assignment?.child('right') ?? first;
  const ensure: Ensure = {
    name,
    lock,
    assigns: globals.filter(one => one !== lock),
    test,
    flag: condition.type === 'not_operator',
    load: load.text,
    failure: tested ? 'false' : second?.type === 'if_statement' ? 'none' : 'raises',
    typed: node.child('return_type') !== undefined,
    many: false,
    atStart: false,
  };
  return { ensure, load };
}

/** A loader made by the switch, standing right before its ensure function. */
export function functionBefore(module: Module, node: Node): FunctionDef | undefined {
  const at = module.root.parts.indexOf(node);
  return functionOf(module.root.parts[at - 1]);
}
