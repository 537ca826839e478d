// Where Python code reads and writes environment variables with a fixed name.
import type { Module } from '../python/module';
import type { Node } from '../python/node';
import { qualifiedName } from '../python/qualify';
import { stringValue } from '../python/strings';

export interface EnvRead {
  readonly name: string;
  /** The string with the name. */
  readonly key: Node;
  /** The default, where it is a fixed string. */
  readonly fallback: string | undefined;
}

export interface EnvWrite {
  readonly name: string;
  readonly key: Node;
  /** The whole statement or call. */
  readonly node: Node;
}

/** `os.getenv("X")`, `os.environ.get("X")`, `os.environ["X"]`, `"X" in os.environ`. */
export function envReads(module: Module): EnvRead[] {
  const calls = module.calls.flatMap(call => {
    const name = qualifiedName(module, call.callee);
    const key = call.args[0];
    if (!key || !/^os\.(getenv|environ\.get|environ\.pop)$/.test(name ?? '')) return [];
    return read(key, stringValue(call.args[1] ?? call.keywords.get('default')));
  });
  const subscripts = environSubscripts(module)
    .filter(node => !isTarget(node))
    .flatMap(node => read(node.childrenFor('subscript')[0]));
  const membership = module.root.descendants('comparison_operator').flatMap(node => {
    const [left, right] = node.parts;
    return right && qualifiedName(module, right) === 'os.environ' ? read(left) : [];
  });
  return [...calls, ...subscripts, ...membership];
}

/** `os.environ["X"] = …`, `os.environ.setdefault("X", …)`, `os.putenv("X", …)`. */
export function envWrites(module: Module): EnvWrite[] {
  const calls = module.calls.flatMap(call => {
    const name = qualifiedName(module, call.callee);
    const key = call.args[0];
    const value = stringValue(key);
    if (!key || value === undefined || !/^os\.(environ\.setdefault|putenv)$/.test(name ?? '')) return [];
    return [{ name: value, key, node: call.node }];
  });
  const targets = environSubscripts(module)
    .filter(isTarget)
    .flatMap(node => {
      const key = node.childrenFor('subscript')[0];
      const value = stringValue(key);
      return key && value !== undefined ? [{ name: value, key, node: node.parent ?? node }] : [];
    });
  return [...calls, ...targets].sort((a, b) => a.node.start - b.node.start);
}

function environSubscripts(module: Module): Node[] {
  return module.root
    .descendants('subscript')
    .filter(node => qualifiedName(module, node.child('value')) === 'os.environ');
}

function isTarget(node: Node): boolean {
  return node.field === 'left' && node.parent?.type === 'assignment';
}

function read(key: Node | undefined, fallback?: string): EnvRead[] {
  const name = stringValue(key);
  return key && name !== undefined ? [{ name, key, fallback }] : [];
}
