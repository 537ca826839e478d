// A statement before start() that is nothing but a call of a loader: bare, tested (`if not load(): sys.exit(1)`), or in
// a try that ends the process. Such a statement can go as a whole: the loader stays and is called from the handler.
import { type Call, callOf } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { home } from '../../python/scope';
import { isExit } from '../detect/shapes';

export interface LoaderCall {
  readonly call: Call;
  /** The caller looked at what the loader returned. */
  readonly tested: boolean;
}

const harmless = /^(?:print|(?:\w+\.)*(?:log(?:ger|ging)?|traceback|sys\.stderr|sys\.stdout)\.\w+)\(/i;

export function loaderCallIn(statement: Node): LoaderCall | undefined {
  if (statement.type === 'expression_statement') {
    const call = callOf(statement.parts[0]);
    return call && { call, tested: false };
  }
  if (statement.type === 'if_statement') return testedCall(statement);
  if (statement.type === 'try_statement') return triedCall(statement);
  return undefined;
}

function testedCall(statement: Node): LoaderCall | undefined {
  const condition = statement.child('condition');
  const call = condition?.type === 'not_operator' ? callOf(condition.child('argument')) : undefined;
  if (!call || statement.child('alternative') || !onlyEnds(statement.child('consequence'))) return undefined;
  return { call, tested: true };
}

function triedCall(statement: Node): LoaderCall | undefined {
  const clauses = statement.parts.filter(part => part.field !== 'body');
  if (!clauses.every(clause => clause.type === 'except_clause' && onlyEnds(clause.childOfType('block'))))
    return undefined;
  const steps = statement.child('body')?.parts.filter(part => !harmless.test(part.text)) ?? [];
  return steps.length === 1 && steps[0] ? loaderCallIn(steps[0]) : undefined;
}

/** A loader call whose failure is only logged. */
export function isTolerantAttempt(statement: Node): boolean {
  if (statement.type !== 'try_statement') return false;
  const quiet = (block: Node | undefined) =>
    block?.parts.every(part => harmless.test(part.text) || part.is('pass_statement', 'import_statement')) ??
    false;
  const clauses = statement.parts.filter(part => part.field !== 'body');
  if (!clauses.every(clause => clause.type === 'except_clause' && quiet(clause.childOfType('block'))))
    return false;
  const steps = statement.child('body')?.parts.filter(part => !harmless.test(part.text));
  return steps?.length === 1 && steps[0] !== undefined && loaderCallIn(steps[0]) !== undefined;
}

/**
 * A try that leaves its one name None when the load fails, whatever is logged: it can move as a whole, since None is
 * also how a lazy load says that it is still to be done.
 */
export function leavesNone(statement: Node, names: readonly string[]): boolean {
  const [name, more] = names;
  if (statement.type !== 'try_statement' || !name || more) return false;
  const clauses = statement.parts.filter(part => part.field !== 'body');
  return clauses.every(clause => {
    const parts = clause.type === 'except_clause' ? (clause.childOfType('block')?.parts ?? []) : [];
    return (
      parts.some(part => isPlaceholder(part, name)) &&
      parts.every(part => harmless.test(part.text) || isPlaceholder(part, name))
    );
  });
}

/** A try whose every failure is logged and raised again: it can move as it is. */
export function raisesAgain(statement: Node): boolean {
  const clauses = statement.parts.filter(part => part.field !== 'body');
  return clauses.every(
    part =>
      part.type === 'except_clause' && part.childOfType('block')?.parts.at(-1)?.type === 'raise_statement',
  );
}

/** The statements of a try that only says goodbye when they fail: inside a job they raise instead. */
export function attemptIn(statement: Node): readonly Node[] | undefined {
  if (statement.type !== 'try_statement') return undefined;
  const clauses = statement.parts.filter(part => part.field !== 'body');
  const ending = clauses.filter(part => part.type === 'except_clause');
  const rest = clauses.find(part => part.type === 'else_clause');
  if (ending.length + (rest ? 1 : 0) < clauses.length) return undefined;
  if (!ending.every(clause => onlyEnds(clause.childOfType('block')))) return undefined;
  return [...(statement.child('body')?.parts ?? []), ...(rest?.child('body')?.parts ?? [])];
}

/** Log lines, then the end of the process (or the error again). */
function onlyEnds(block: Node | undefined): boolean {
  const statements = block?.parts ?? [];
  const last = statements.at(-1);
  return (
    (isExit(last) || last?.type === 'raise_statement') &&
    statements.slice(0, -1).every(part => harmless.test(part.text) || part.type === 'import_statement')
  );
}

/** Global names the loader assigns, in order of their last assignment. */
export function publishedNames(module: Module, loader: FunctionDef): string[] {
  const assigned = module.names
    .inside(loader.node)
    .filter(
      found => found.role === 'assign' && found.scope.kind !== 'module' && home(found) === module.names.scope,
    );
  return [...new Set(assigned.map(found => found.name).reverse())].reverse();
}

/**
 * The published name whose assignment is the loader's last fallible step, and which is None before: testing it tells
 * whether the whole load is done. Undefined when no name can tell; a flag must then.
 */
export function tellingName(module: Module, loader: FunctionDef): string | undefined {
  const name = publishedNames(module, loader).at(-1);
  if (name === undefined || !startsAsNone(module, name)) return undefined;
  const assignments = loader.node.descendants('assignment').filter(node => node.child('left')?.text === name);
  const [only, more] = assignments.filter(node => node.child('right')?.type !== 'none');
  if (!only || more || !only.parent) return undefined;
  const tail = restAfter(only.parent, loader);
  return tail?.every(isHarmless) ? name : undefined;
}

/** The statements that run after `statement` when nothing fails; undefined under an if or in a loop. */
function restAfter(statement: Node, loader: FunctionDef): Node[] | undefined {
  const rest: Node[] = [];
  let at = statement;
  while (at.parent && at.parent !== loader.node) {
    const { parent } = at;
    if (parent.type === 'block') rest.push(...parent.parts.slice(parent.parts.indexOf(at) + 1));
    else if (!parent.is('try_statement', 'with_statement')) return undefined;
    at = parent;
  }
  return rest;
}

function isHarmless(statement: Node): boolean {
  if (statement.is('return_statement', 'pass_statement', 'else_clause'))
    return statement.descendants('call').length === 0;
  if (harmless.test(statement.text)) return statement.descendants('call').slice(1).every(cannotFail);
  const value = statement.parts[0]?.child('right');
  return value?.is('true', 'false', 'none', 'integer', 'float', 'string', 'identifier') ?? false;
}

/** In a log line, not worth a thought; `model.parameters()` is. */
function cannotFail(call: Node): boolean {
  return /^(?:len|str|int|round|type|repr|(?:\w+\.)?(?:time|perf_counter|monotonic|now))$/.test(
    call.child('function')?.text ?? '',
  );
}

/** `name = None` at module level, and nothing else there. */
export function startsAsNone(module: Module, name: string): boolean {
  const bindings = module.names.scope.bindings.get(name) ?? [];
  const top = bindings.filter(found => found.scope === module.names.scope && found.role !== 'annotation');
  const isNone = (node: Node) =>
    node.parent?.type === 'assignment' && node.parent.child('right')?.type === 'none';
  return top.length > 0 && top.every(found => isNone(found.node));
}

/** How a loader tells that it failed. */
export function failureOf(loader: FunctionDef, load: Node): 'raises' | 'false' | 'none' {
  if (swallowing(loader, load).length === 0) return 'raises';
  const returns = loader.node.descendants('return_statement').map(node => node.parts[0]?.type);
  return returns.includes('false') && returns.includes('true') ? 'false' : 'none';
}

/** Where a failed load gives the name a plain value instead of a model: `except Exception: model = {"demo": True}`. */
export function standInFor(loader: FunctionDef, load: Node, name: string): Node | undefined {
  return swallowing(loader, load)
    .flatMap(clause => clause.descendants('assignment'))
    .find(
      node =>
        node.child('left')?.text === name && node.child('right')?.is('dictionary', 'string', 'true', 'list'),
    );
}

/** The except clauses that a failing load ends in. */
function swallowing(loader: FunctionDef, load: Node): Node[] {
  return loader.node
    .descendants('try_statement')
    .filter(node => node.child('body')?.holds(load))
    .flatMap(node => node.parts.filter(part => part.type === 'except_clause' && swallows(part)));
}

function swallows(clause: Node): boolean {
  const last = clause.childOfType('block')?.parts.at(-1);
  return last?.type !== 'raise_statement' && !isExit(last);
}

/** `name = None`, annotated or not. */
export function isPlaceholder(statement: Node, name: string | undefined): boolean {
  const assignment = statement.parts[0];
  return (
    assignment?.type === 'assignment' &&
    assignment.child('left')?.text === name &&
    assignment.child('right')?.type === 'none'
  );
}

/** `if model is None: sys.exit(…)` right behind a load. */
export function failureCheckAfter(statement: Node): Node | undefined {
  const siblings = statement.parent?.parts ?? [];
  const next = siblings[siblings.indexOf(statement) + 1];
  const condition = next?.type === 'if_statement' ? next.child('condition')?.text : undefined;
  const tests = condition !== undefined && /^(?:\w+ is None|not \w+)$/.test(condition);
  return next && tests && !next.child('alternative') && onlyEnds(next.child('consequence'))
    ? next
    : undefined;
}
