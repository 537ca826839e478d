// Functions and classes with what a reader asks about them: decorators, async, generator, where the body begins.
import type { Node } from './node';

export interface FunctionDef {
  /** `function_definition` itself; decorators stand outside it, see `whole`. */
  readonly node: Node;
  /** With decorators. */
  readonly whole: Node;
  readonly name: string;
  readonly nameNode: Node;
  readonly decorators: readonly Node[];
  readonly isAsync: boolean;
  /** Has a `yield` of its own. */
  readonly isGenerator: boolean;
  readonly body: Node;
  /** The class it is a method of. */
  readonly owner: Node | undefined;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  readonly node: Node;
  readonly kind: 'plain' | 'args' | 'kwargs';
  readonly value: Node | undefined;
}

export interface ClassDef {
  readonly node: Node;
  readonly whole: Node;
  readonly name: string;
  readonly body: Node;
  readonly bases: readonly Node[];
  readonly methods: ReadonlyMap<string, FunctionDef>;
}

export const functionLike: readonly string[] = ['function_definition', 'lambda'];

/** Undefined for a definition too broken to have a name and a body. */
export function functionOf(node: Node | undefined): FunctionDef | undefined {
  if (node?.type === 'decorated_definition') return functionOf(node.child('definition'));
  const nameNode = node?.child('name');
  const body = node?.child('body');
  if (node?.type !== 'function_definition' || !nameNode || !body) return undefined;
  const whole = node.parent?.type === 'decorated_definition' ? node.parent : node;
  const outer = whole.parent;
  return {
    node,
    whole,
    name: nameNode.text,
    nameNode,
    decorators: whole === node ? [] : whole.children.filter(child => child.type === 'decorator'),
    isAsync: node.childOfType('async') !== undefined,
    isGenerator: node.descendants('yield').some(found => found.closest(...functionLike) === node),
    body,
    owner: outer?.parent?.type === 'class_definition' ? outer.parent : undefined,
    parameters: parametersOf(node),
  };
}

export function classOf(node: Node | undefined): ClassDef | undefined {
  if (node?.type === 'decorated_definition') return classOf(node.child('definition'));
  const nameNode = node?.child('name');
  const body = node?.child('body');
  if (node?.type !== 'class_definition' || !nameNode || !body) return undefined;
  const methods = new Map<string, FunctionDef>();
  for (const part of body.parts) {
    const method = functionOf(part);
    if (method) methods.set(method.name, method);
  }
  return {
    node,
    whole: node.parent?.type === 'decorated_definition' ? node.parent : node,
    name: nameNode.text,
    body,
    bases: node.child('superclasses')?.parts.filter(part => part.type !== 'keyword_argument') ?? [],
    methods,
  };
}

const splats: Readonly<Record<string, Parameter['kind']>> = {
  list_splat_pattern: 'args',
  dictionary_splat_pattern: 'kwargs',
};

function parametersOf(node: Node): Parameter[] {
  return (node.child('parameters')?.parts ?? []).flatMap(part => {
    const named = part.child('name') ?? (part.type === 'typed_parameter' ? part.parts[0] : part);
    const inner = named && named.type in splats ? named.parts[0] : named;
    if (!named || inner?.type !== 'identifier') return [];
    return [
      { name: inner.text, node: part, kind: splats[named.type] ?? 'plain', value: part.child('value') },
    ];
  });
}
