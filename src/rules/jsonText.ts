// JSON files with places: the tree of values, and the first error in words a person can use.
import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { SourceText, Span } from '../project/source';

export type { JsonNode };

export interface JsonText {
  readonly root: JsonNode | undefined;
  readonly error: (Span & { readonly message: string }) | undefined;
}

/** Reads strict JSON: comments and trailing commas are errors, as they are for Python and for the platform. */
export function readJson(source: SourceText): JsonText {
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, {
    disallowComments: true,
    allowTrailingComma: false,
    allowEmptyContent: false,
  });
  const [first] = errors;
  if (!first) return { root, error: undefined };
  const end = Math.max(first.offset + first.length, first.offset + 1);
  const message = printParseErrorCode(first.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return {
    root,
    error: {
      start: Math.min(first.offset, source.text.length),
      end: Math.min(end, source.text.length),
      message,
    },
  };
}

export function spanOf(node: JsonNode): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** The value of a property of an object. */
export function property(node: JsonNode | undefined, name: string): JsonNode | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.find(child => child.children?.[0]?.value === name)?.children?.[1];
}

/** The key of the property that a value belongs to, or the value itself. */
export function keyOf(node: JsonNode): JsonNode {
  return node.parent?.type === 'property' ? (node.parent.children?.[0] ?? node) : node;
}
