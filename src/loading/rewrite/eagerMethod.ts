// An object that is made at module level and loads in a method of its own: the eager call is that method, on the same
// object, so that the job finds it loaded.
import type { ProgramFile } from '../../project/program';
import { rootName } from '../../python/calls';
import { type FunctionDef, functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { enclosingFunction } from '../../python/statements';
import type { JobLoad } from '../detect/analysis';
import type { Guard } from '../detect/guards';
import type { Eager } from './eager';
import { failureOf } from './loaderCall';

interface Method {
  readonly load: JobLoad;
  readonly guard: Guard;
  /** The function that holds the guard. */
  readonly holder: FunctionDef;
}

/** Undefined when the way from the handler to the method does not stay on one object of the entry file. */
export function eagerMethod(file: ProgramFile, { load, guard, holder }: Method): Eager | undefined {
  const inside = load.steps.findIndex(step => holder.node.holds(step.node));
  const first = load.steps.findIndex(step => step.file === file && objectOf(file, step.node) !== undefined);
  const object = objectOf(file, load.steps[first]?.node);
  const at = takesNothing(holder) ? inside : inside + 1;
  const method = at === inside ? holder : onlyCallOf(load, guard, inside);
  const inner = load.steps[at];
  const isSame = load.steps.slice(first + 1, at).every(({ node }) => isOnSelf(node));
  if (!object || !method || !inner || at <= first || !isSame) return undefined;
  const test = emptyField(object, guard);
  const failure = failureOf(method, inner.node);
  if (failure === 'none' && !test) return undefined;
  return { statement: `${object}.${method.name}()`, failure, test };
}

/** `if self.model is None: self.load()`: the method that the guard calls and nothing else. */
function onlyCallOf({ steps }: JobLoad, { node }: Guard, inside: number): FunctionDef | undefined {
  const call = steps[inside]?.node;
  const [only, more] = node.child('consequence')?.parts ?? [];
  if (!call || !only || more || only.parts[0] !== call) return undefined;
  const method = functionOf(enclosingFunction(steps[inside + 1]?.node ?? call));
  return method?.owner && takesNothing(method) && call.child('arguments')?.parts.length === 0
    ? method
    : undefined;
}

function isOnSelf(call: Node): boolean {
  return call.child('function')?.child('object')?.text === 'self';
}

/** `MODEL.pipe`, which is None until the load is done. */
function emptyField(object: string, { state, node }: Guard): string | undefined {
  const field = /^self\.(\w+)$/.exec(state)?.[1];
  return field && /\bis (?:not )?None\b/.test(node.text) ? `${object}.${field}` : undefined;
}

/** The module-level name whose method is called. */
function objectOf({ module }: ProgramFile, call: Node | undefined): string | undefined {
  const callee = call?.child('function');
  const root = callee?.type === 'attribute' ? rootName(callee) : undefined;
  if (!root || callee?.child('object') !== root || /^(?:self|cls)$/.test(root.text)) return undefined;
  const { bindings } = module.names.scope;
  return bindings.get(root.text)?.some(found => found.role === 'assign') ? root.text : undefined;
}

/** Nothing but `self`, or what has a value of its own. */
function takesNothing({ parameters, decorators, isAsync, isGenerator }: FunctionDef): boolean {
  const [self, ...rest] = parameters;
  return (
    self !== undefined &&
    !isAsync &&
    !isGenerator &&
    decorators.length === 0 &&
    rest.every(one => one.value !== undefined || one.kind !== 'plain')
  );
}
