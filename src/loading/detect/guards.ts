// What makes a load happen once: `if model is None:` around it, an early return above it, a cache on its function.
// The state that is tested must outlive the call; a local variable guards nothing. A test whose body does not load is
// never seen here: readiness guards are no lazy loading.

import { assignedTo } from '../../python/assignments';
import { rootName } from '../../python/calls';
import { functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { qualifiedName, scopeAt } from '../../python/qualify';
import { stringValue } from '../../python/strings';
import type { Site, Step } from './sites';
import { isStoredIn } from './stores';
import type { Place } from './values';

export interface Guard {
  /** `flag`: one piece of state. `key`: one of many, chosen by a key. `cache`: functools. */
  readonly kind: 'flag' | 'key' | 'cache';
  /** The tested state as written: `model`, `self.pipe`, `CACHE`. */
  readonly state: string;
  /** The if statement, the decorated function or the try statement. */
  readonly node: Node;
  readonly place: Place;
}

/** The outermost guard on the way from the handler to the load. */
export function guardOf(site: Site): Guard | undefined {
  for (const [at, step] of site.steps.entries()) {
    const found = guardAt(step, site.steps[at - 1]);
    if (found && !(found.state.startsWith('self.') && isOnNewObject(site.steps.slice(0, at)))) return found;
    // Python runs an imported file once.
    if (step.node.is('import_statement', 'import_from_statement'))
      return { kind: 'cache', state: 'an import', node: step.node, place: step };
  }
  return undefined;
}

/** The method was called, perhaps by other methods, on an object that the job made. */
function isOnNewObject(callers: readonly Step[]): boolean {
  const entry = callers.findLast(({ node }) => !/^(?:self|cls|super\(\))\./.test(node.text));
  return entry?.fresh ?? false;
}

function guardAt(step: Step, caller: Step | undefined): Guard | undefined {
  for (let at: Node = step.node, parent = at.parent; parent; at = parent, parent = at.parent) {
    const found = enclosing(at, parent, step) ?? earlier(at, parent, step);
    if (found) return found;
    if (parent.type === 'function_definition') return cached(parent, step, caller);
    if (parent.type === 'lambda') return undefined;
  }
  return undefined;
}

/** `if model is None: <load>`, `else` of the opposite, `except NameError: <load>`. */
function enclosing(at: Node, parent: Node, place: Place): Guard | undefined {
  if (parent.is('if_statement', 'elif_clause') && at.field === 'consequence') {
    return guard(emptyTest(parent.child('condition'), place), parent, place);
  }
  if (parent.type === 'boolean_operator' && at.field === 'right') return shortCut(parent, place);
  if (at.type === 'else_clause' && parent.type === 'if_statement') {
    return guard(filledTest(parent.child('condition'), place), parent, place);
  }
  if (at.type === 'except_clause' && parent.type === 'try_statement') {
    const caught = at.child('value')?.text ?? at.parts[0]?.text ?? '';
    if (/^(?:NameError|UnboundLocalError)$/.test(caught)) {
      return { kind: 'flag', state: parent.child('body')?.text ?? '', node: parent, place };
    }
    if (caught === 'KeyError') return { kind: 'key', state: caught, node: parent, place };
  }
  return undefined;
}

/** `model is None and not load()`, `model or load()`. */
function shortCut(operator: Node, place: Place): Guard | undefined {
  const isAnd = operator.childOfType('and') !== undefined;
  const left = operator.child('left');
  return guard(isAnd ? emptyTest(left, place) : filledTest(left, place), operator, place);
}

/** `if model is not None: return model` above the load in one of its blocks. */
function earlier(at: Node, parent: Node, place: Place): Guard | undefined {
  if (!parent.is('block')) return undefined;
  for (const sibling of parent.parts) {
    if (sibling === at) return undefined;
    if (sibling.type !== 'if_statement' || !leaves(sibling.child('consequence'))) continue;
    const found = guard(filledTest(sibling.child('condition'), place), sibling, place);
    if (found) return found;
  }
  return undefined;
}

function leaves(block: Node | undefined): boolean {
  return block?.parts.at(-1)?.type === 'return_statement';
}

function cached(definition: Node, place: Place, caller: Step | undefined): Guard | undefined {
  const found = functionOf(definition);
  const cache = found?.decorators.find(decorator => {
    const expression = decorator.parts[0];
    const callee = expression?.type === 'call' ? expression.child('function') : expression;
    return /(?:^|\.)(?:lru_cache|cache|cached|singleton|st\.cache_resource)$/.test(
      qualifiedName(place.file.module, callee) ?? '',
    );
  });
  if (!found || !cache) return undefined;
  const keyed = caller === undefined || takesLocals(caller);
  return { kind: keyed ? 'key' : 'cache', state: found.name, node: definition, place };
}

/** Some argument is not the same in every job. */
function takesLocals({ node, file }: Step): boolean {
  const { names } = file.module;
  const list = node.child('arguments');
  return (
    list !== undefined && names.inside(list).some(found => found.role === 'read' && !names.isTopLevel(found))
  );
}

interface Tested {
  readonly state: string;
  readonly keyed: boolean;
}

function guard(tested: Tested | undefined, node: Node, place: Place): Guard | undefined {
  return tested && { kind: tested.keyed ? 'key' : 'flag', state: tested.state, node, place };
}

/** The state that is empty when the condition holds. */
export function emptyTest(condition: Node | undefined, place: Place): Tested | undefined {
  return test(condition, place, 'empty');
}

/** The state that is filled when the condition holds. */
export function filledTest(condition: Node | undefined, place: Place): Tested | undefined {
  return test(condition, place, 'filled');
}

type Sense = 'empty' | 'filled';

function test(condition: Node | undefined, place: Place, sense: Sense): Tested | undefined {
  switch (condition?.type) {
    case 'parenthesized_expression':
      return test(condition.parts[0], place, sense);
    case 'not_operator':
      return test(condition.child('argument'), place, sense === 'empty' ? 'filled' : 'empty');
    case 'boolean_operator':
      return bothSides(condition, place, sense);
    case 'comparison_operator':
      return comparison(condition, place, sense);
    case 'identifier':
      return (sense === 'filled' ? lasting(condition, place) : undefined) ?? worked(condition, place, sense);
    case 'attribute':
    case 'subscript':
      return sense === 'filled' ? lasting(condition, place) : undefined;
    case 'call':
      return (
        (sense === 'filled' ? hasAttribute(condition, place) : undefined) ?? asked(condition, place, sense)
      );
    default:
      return undefined;
  }
}

/** `CURRENT is not None and CURRENT[0] == wanted`: one side says that there are many. */
function bothSides(operator: Node, place: Place, sense: Sense): Tested | undefined {
  const sides = [operator.child('left'), operator.child('right')].map(side => test(side, place, sense));
  return sides.find(side => side?.keyed) ?? sides[0] ?? sides[1];
}

/** `different = model is None or model.name != name`, tested by its name. */
function worked(name: Node, place: Place, sense: Sense): Tested | undefined {
  const { module } = place.file;
  const bindings = scopeAt(module, name).lookup(name.text)?.bindings.get(name.text) ?? [];
  const [only, more] = bindings;
  if (!only || more || only.role !== 'assign') return undefined;
  const value = assignedTo(only.node);
  return value?.is('boolean_operator', 'comparison_operator', 'not_operator')
    ? test(value, place, sense)
    : undefined;
}

function comparison(condition: Node, place: Place, sense: Sense): Tested | undefined {
  const [left, right, more] = condition.parts;
  if (!left || !right || more) return undefined;
  const operator = condition
    .childrenFor('operators')
    .map(node => node.text)
    .join(' ')
    .replace(/\s+/g, ' ');
  if (/^(?:not )?in$/.test(operator)) {
    return (operator === 'in') === (sense === 'filled') ? membership(left, right, place) : undefined;
  }
  if (operator === (sense === 'empty' ? '!=' : '==')) {
    const other = otherThan(left, right, place) ?? otherThan(right, left, place);
    if (other) return other;
  }
  return constantTest([left, right], operator, { place, sense });
}

interface Asked {
  readonly place: Place;
  readonly sense: Sense;
}

/** `model is None`, `False == loaded`. */
function constantTest([left, right]: readonly [Node, Node], operator: string, { place, sense }: Asked) {
  const empty = /^(?:is|==)$/.test(operator);
  const constant = [left, right].find(node => node.is('none', 'false', 'true', 'string'));
  const state = constant === left ? right : left;
  // Which word means loaded, nobody knows: either way the test is of what outlives the call.
  if (constant?.type === 'string')
    return /(?:state|status)$/i.test(state.text) ? lasting(state, place) : undefined;
  if (!constant || !/^(?:is|==|is not|!=)$/.test(operator)) return undefined;
  const means: Sense = (constant.type === 'true') === empty ? 'filled' : 'empty';
  return means === sense ? held(state, place) : undefined;
}

function held(state: Node, place: Place): Tested | undefined {
  return lasting(unwrapGet(state), place) ?? looked(state, place);
}

/** `model = CACHE.get(key)`, tested by its name: what was looked up among things that outlive the call. */
function looked(name: Node, place: Place): Tested | undefined {
  if (name.type !== 'identifier') return undefined;
  const { module } = place.file;
  const bindings = scopeAt(module, name).lookup(name.text)?.bindings.get(name.text) ?? [];
  const before = bindings.findLast(found => found.node.start < name.start);
  const value = before && assignedTo(before.node);
  const callee = value?.type === 'call' ? value.child('function') : undefined;
  const store = callee?.child('attribute')?.text === 'get' ? callee.child('object') : undefined;
  if (!store) return undefined;
  const outlives =
    lasting(store, place) !== undefined || /(?:cache|loaded|registry|models)$/i.test(store.text);
  return outlives ? { state: store.text, keyed: true } : undefined;
}

/** `CURRENT_MODEL != model`: what is loaded is not what this job wants. */
function otherThan(state: Node, wanted: Node, place: Place): Tested | undefined {
  const root = rootName(wanted);
  const isOwn = root && scopeAt(place.file.module, root).lookup(root.text)?.kind === 'function';
  const found = isOwn ? lasting(state, place) : undefined;
  return found && { ...found, keyed: true };
}

/** `CACHE.get(key)` tests `CACHE[key]`. */
function unwrapGet(node: Node): Node {
  const callee = node.type === 'call' ? node.child('function') : undefined;
  const isGet = callee?.child('attribute')?.text === 'get' || callee?.text === 'getattr';
  return isGet && callee ? (callee.child('object') ?? node.child('arguments')?.parts[0] ?? node) : node;
}

/** `"model" not in globals()` is one flag; `key in CACHE` is one of many. */
function membership(member: Node, container: Node, place: Place): Tested | undefined {
  const name = stringValue(member);
  if (/^(?:globals|vars)\(\)$/.test(container.text)) return name ? { state: name, keyed: false } : undefined;
  const found = isStoredIn(container, place) ? lasting(container, place) : undefined;
  return found && { state: found.state, keyed: name === undefined };
}

function hasAttribute(call: Node, place: Place): Tested | undefined {
  if (call.child('function')?.text !== 'hasattr') return undefined;
  const [object, name] = call.child('arguments')?.parts ?? [];
  const found = lasting(object, place);
  return found && { state: `${found.state}.${stringValue(name) ?? '?'}`, keyed: false };
}

/** `is_loaded()` and `self.ready()`, by what they return; `LOADED.is_set()`, by its name. */
function asked(call: Node, place: Place, sense: Sense): Tested | undefined {
  const callee = call.child('function');
  const method = callee?.child('attribute')?.text;
  const object = callee?.child('object');
  const isOwn = object?.text === 'self' || object?.text === 'cls';
  const found = isOwn
    ? place.self?.definition.methods.get(method ?? '')
    : callee?.type === 'identifier' && place.file.module.functionNamed(callee.text);
  const returned = found ? found.body.parts.at(-1) : undefined;
  if (returned?.type === 'return_statement') return test(returned.parts[0], place, sense);
  const says = /^(?:is_)?(?:set|loaded|ready|initiali[sz]ed)$/.test(method ?? '');
  return says && sense === 'filled' && !isOwn ? lasting(object, place) : undefined;
}

/** State that outlives the call: a module-level name, or an attribute of `self` or of such a name. */
function lasting(node: Node | undefined, place: Place): Tested | undefined {
  const root = rootName(node);
  if (!node || !root) return undefined;
  const keyed = node.type === 'subscript' && stringValue(node.child('subscript')) === undefined;
  if (/^(?:self|cls)$/.test(root.text)) return node === root ? undefined : { state: node.text, keyed };
  const scope = scopeAt(place.file.module, root).lookup(root.text);
  if (scope?.kind === 'module') return { state: node.text, keyed };
  const own = scopeAt(place.file.module, root);
  const attribute = node.type === 'attribute' && scope === undefined && own.kind === 'module';
  return attribute ? { state: node.text, keyed } : undefined;
}
