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
  return new Definition(node, { whole, nameNode, body });
}

/** Most questions are about the name: the rest is found when somebody asks. */
class Definition implements FunctionDef {
  readonly whole: Node;
  readonly nameNode: Node;
  readonly body: Node;
  readonly name: string;
  private known: readonly Parameter[] | undefined;
  private generates: boolean | undefined;

  constructor(
    readonly node: Node,
    { whole, nameNode, body }: Pick<FunctionDef, 'whole' | 'nameNode' | 'body'>,
  ) {
    this.whole = whole;
    this.nameNode = nameNode;
    this.body = body;
    this.name = nameNode.text;
  }

  get decorators(): readonly Node[] {
    const { whole, node } = this;
    return whole === node ? [] : whole.children.filter(child => child.type === 'decorator');
  }

  get isAsync(): boolean {
    return this.node.childOfType('async') !== undefined;
  }

  get isGenerator(): boolean {
    const { node } = this;
    this.generates ??= node.descendants('yield').some(found => found.closest(...functionLike) === node);
    return this.generates;
  }

  get owner(): Node | undefined {
    const outer = this.whole.parent?.parent;
    return outer?.type === 'class_definition' ? outer : undefined;
  }

  get parameters(): readonly Parameter[] {
    this.known ??= parametersOf(this.node);
    return this.known;
  }
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
