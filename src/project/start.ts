// Where a worker hands its handler to the SDK: `runpod.serverless.start({"handler": …})`, however it was imported.
// The entry is the value of the "handler" key, not a function of that name: a quarter of real handlers are called
// something else.
import { type Call, callOf } from '../python/calls';
import { type FunctionDef, functionOf } from '../python/definitions';
import type { ImportedName } from '../python/imports';
import type { Module } from '../python/module';
import type { Node } from '../python/node';
import { importOf, qualifiedName, scopeAt } from '../python/qualify';
import { isMainGuard, statementOf } from '../python/statements';
import { stringValue } from '../python/strings';

export interface ConfigKey {
  readonly key: Node;
  readonly value: Node;
}

export interface StartCall {
  readonly call: Call;
  /** The statement the call is (in). */
  readonly statement: Node;
  /** The dictionary given to start(), also when it was put into a variable first. */
  readonly config: Node | undefined;
  readonly keys: ReadonlyMap<string, ConfigKey>;
  /** Value of the `"handler"` key. */
  readonly handler: Node | undefined;
  /** The enclosing `if __name__ == "__main__":`. */
  readonly mainGuard: Node | undefined;
  /** The function start() is called in, such as `main()`. */
  readonly function: FunctionDef | undefined;
  /** The try statements around it, within its function; outermost first. */
  readonly tries: readonly Node[];
}

/** All calls of start(), in document order. A call that stands only in a string or comment is none. */
export function findStarts(module: Module): readonly StartCall[] {
  return module.known(startsIn);
}

function startsIn(module: Module): readonly StartCall[] {
  // Working out what each call of a file stands for costs more than all else here: most are called something else.
  const aliases = module.imports.filter(({ member }) => member === 'start').map(({ bound }) => bound);
  const isCalledSo = ({ callee }: Call) => /\bstart$/.test(callee.text) || aliases.includes(callee.text);
  return module.calls
    .filter(call => isCalledSo(call) && isStart(module, call))
    .map(call => describe(module, call));
}

function isStart(module: Module, call: Call): boolean {
  const name = qualifiedName(module, call.callee);
  if (name === 'runpod.serverless.start') return true;
  if (!name || !/^(?:serverless\.)?start$/.test(name)) return false;
  const from = name === 'start' ? 'runpod.serverless' : 'runpod';
  return (
    scopeAt(module, call.node).lookup(name.split('.')[0] ?? '') === undefined &&
    module.imports.some(found => found.member === '*' && found.module === from)
  );
}

function describe(module: Module, call: Call): StartCall {
  const config = configOf(module, call);
  const keys = config ? keysOf(config) : new Map<string, ConfigKey>();
  const around = ancestors(call.node);
  const inner = around.find(node => node.is('function_definition', 'lambda'));
  return {
    call,
    statement: statementOf(call.node),
    config,
    keys,
    handler: keys.get('handler')?.value,
    mainGuard: around.find(isMainGuard),
    function: functionOf(inner),
    tries: around.filter(node => node.type === 'try_statement' && (!inner || inner.holds(node))).reverse(),
  };
}

function ancestors(node: Node): Node[] {
  const found: Node[] = [];
  for (let at = node.parent; at; at = at.parent) found.push(at);
  return found;
}

function configOf(module: Module, call: Call): Node | undefined {
  const given = call.args[0] ?? call.keywords.get('config');
  return given?.type === 'identifier' ? (assignedValue(module, given) ?? given) : given;
}

function keysOf(config: Node): Map<string, ConfigKey> {
  const keys = new Map<string, ConfigKey>();
  for (const pair of config.type === 'dictionary' ? config.parts : []) {
    const key = pair.child('key');
    const value = pair.child('value');
    const name = stringValue(key);
    if (key && value && name !== undefined) keys.set(name, { key, value });
  }
  const made = callOf(config);
  if (made?.name === 'dict') {
    for (const [name, value] of made.keywords)
      keys.set(name, { key: value.parent?.child('name') ?? value, value });
  }
  return keys;
}

/** The right side of the last plain assignment to a name, as seen from where the name is read. */
export function assignedValue(module: Module, name: Node): Node | undefined {
  const home = scopeAt(module, name).lookup(name.text);
  const found = home?.bindings.get(name.text)?.findLast(binding => binding.role === 'assign');
  const assignment = found?.node.parent;
  return assignment?.type === 'assignment' ? assignment.child('right') : undefined;
}

export type Entry =
  | { readonly kind: 'function'; readonly definition: FunctionDef }
  | { readonly kind: 'imported'; readonly imported: ImportedName }
  | { readonly kind: 'lambda'; readonly node: Node }
  /** An expression that only running would resolve: a method, a wrapped function, a missing name. */
  | { readonly kind: 'other'; readonly node: Node };

/** What the `"handler"` key stands for. Follows plain aliases such as `run = handler`. */
export function entryOf(module: Module, start: StartCall): Entry | undefined {
  return start.handler && resolveEntry(module, start.handler, 5);
}

function resolveEntry(module: Module, node: Node, hops: number): Entry {
  if (node.type === 'lambda') return { kind: 'lambda', node };
  if (node.type !== 'identifier' || hops === 0) return { kind: 'other', node };
  const bindings = scopeAt(module, node).lookup(node.text)?.bindings.get(node.text) ?? [];
  const last = bindings.at(-1);
  if (last?.role === 'function') {
    const definition = functionOf(last.node.parent);
    return definition ? { kind: 'function', definition } : { kind: 'other', node };
  }
  const imported = last?.role === 'import' ? importOf(module, node.text, node) : undefined;
  if (imported) return { kind: 'imported', imported };
  const value = last?.role === 'assign' ? assignedValue(module, node) : undefined;
  return value ? resolveEntry(module, value, hops - 1) : { kind: 'other', node };
}
