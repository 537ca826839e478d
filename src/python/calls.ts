// Calls, with the callee as a dotted name where it is one.
import type { Node } from './node';

/** A call; its parts are looked at when somebody asks, since most questions are about a few calls of a file. */
export class Call {
  private parsed: Arguments | undefined;

  constructor(
    readonly node: Node,
    readonly callee: Node,
  ) {}

  /** `a.b.c` as written; undefined when the callee is an expression of another kind. */
  get name(): string | undefined {
    return dottedName(this.callee);
  }

  /** Positional arguments, splats included. */
  get args(): readonly Node[] {
    return this.given.args;
  }

  get keywords(): ReadonlyMap<string, Node> {
    return this.given.keywords;
  }

  private get given(): Arguments {
    this.parsed ??= argumentsOf(this.node.child('arguments'));
    return this.parsed;
  }
}

interface Arguments {
  readonly args: readonly Node[];
  readonly keywords: ReadonlyMap<string, Node>;
}

export function callOf(node: Node | undefined): Call | undefined {
  const callee = node?.type === 'call' ? node.child('function') : undefined;
  return node && callee && new Call(node, callee);
}

function argumentsOf(list: Node | undefined): Arguments {
  const parts = list?.type === 'argument_list' ? list.parts : list ? [list] : [];
  const keywords = new Map<string, Node>();
  for (const part of parts) {
    const name = part.type === 'keyword_argument' ? part.child('name') : undefined;
    const value = part.child('value');
    if (name && value) keywords.set(name.text, value);
  }
  return { args: parts.filter(part => part.type !== 'keyword_argument'), keywords };
}

/** `a.b.c` for a chain of attributes on a name; undefined for anything else. */
export function dottedName(node: Node | undefined): string | undefined {
  const segments: string[] = [];
  let at = node;
  while (at?.type === 'attribute') {
    segments.unshift(at.child('attribute')?.text ?? '');
    at = at.child('object');
  }
  if (at?.type !== 'identifier') return undefined;
  return [at.text, ...segments].join('.');
}

/** The name at the root of a chain of attributes, calls and subscripts: `pipe` of `pipe.unet.to("cuda")[0]`. */
export function rootName(node: Node | undefined): Node | undefined {
  let at = node;
  while (at && at.type !== 'identifier') {
    at =
      at.child('object') ??
      at.child('function') ??
      at.child('value') ??
      (at.is('await', 'parenthesized_expression') ? at.parts[0] : undefined);
  }
  return at;
}
