// Calls that choose their function while running: a table of functions, or a function that was handed over. Reading
// cannot tell which is taken, so all of them count.
import { assignedTo } from '../../python/assignments';
import type { Call } from '../../python/calls';
import { callsIn } from '../../python/callsByOwner';
import type { FunctionDef } from '../../python/definitions';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import type { Place, Value, Values } from './values';

/** What `TASKS[name](job)` may call, where `TASKS = {"image": make_image, …}`. */
export function calledFromTable({ callee }: Call, place: Place, values: Values): Value[] {
  const entries = tableOf(callee, place, 3)?.parts.filter(part => part.type === 'pair') ?? [];
  return entries.flatMap(entry => values.of(entry.child('value'), place) ?? []);
}

function tableOf(node: Node | undefined, place: Place, hops: number): Node | undefined {
  if (!node || hops === 0) return undefined;
  if (node.type === 'subscript') return literal(node.child('value'), place);
  const callee = node.type === 'call' ? node.child('function') : undefined;
  if (callee?.child('attribute')?.text === 'get') return literal(callee.child('object'), place);
  return node.type === 'identifier' ? tableOf(lastValue(node, place), place, hops - 1) : undefined;
}

/** The dictionary itself, or the one that the name was given. */
function literal(node: Node | undefined, place: Place): Node | undefined {
  if (node?.type === 'dictionary') return node;
  const value = node?.type === 'identifier' ? lastValue(node, place) : undefined;
  return value?.type === 'dictionary' ? value : undefined;
}

function lastValue(name: Node, { file }: Place): Node | undefined {
  const bindings = scopeAt(file.module, name).lookup(name.text)?.bindings.get(name.text) ?? [];
  return bindings.flatMap(binding => assignedTo(binding.node) ?? []).at(-1);
}

/** Whether the function calls what it is given, as `retry(load)` does. */
export function callsItsArguments({ node, parameters }: FunctionDef, { file }: Place): boolean {
  const names = new Set(parameters.map(parameter => parameter.name));
  return callsIn(file.module, node).some(
    ({ callee }) => callee.type === 'identifier' && names.has(callee.text),
  );
}

/** Whether the object is made right here or in the same function: what it keeps, it keeps for one call. */
export function isMadeHere(object: Node | undefined, place: Place, values: Values): boolean {
  if (object?.type === 'call') return values.of(object.child('function'), place)?.kind === 'class';
  if (object?.type !== 'identifier') return false;
  const scope = scopeAt(place.file.module, object);
  if (scope.lookup(object.text)?.kind !== 'function') return false;
  const value = lastValue(object, place);
  return value?.type === 'call' && isMadeHere(value, place, values);
}
