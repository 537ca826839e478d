// JSON files with places: the tree of values, and the first error in words a person can use.
import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { SourceText, Span } from '../project/source';

export type { JsonNode };

export interface JsonText {
  readonly root: JsonNode | undefined;
  readonly error: (Span & { readonly message: string }) | undefined;
}

/** Strict JSON, as Python and the platform read it, or with comments and trailing commas, as VS Code reads its own. */
export type JsonDialect = 'strict' | 'with comments';

/** Reads JSON; what cannot be read is left out of the tree, and the first error is told. */
export function readJson(source: SourceText, dialect: JsonDialect = 'strict'): JsonText {
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, {
    disallowComments: dialect === 'strict',
    allowTrailingComma: dialect === 'with comments',
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

/** The properties of an object, in order. */
export function propertiesOf(node: JsonNode): { readonly key: JsonNode; readonly value: JsonNode }[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ key, value }] : [],
  );
}

/** The key of the property that a value belongs to, or the value itself. */
export function keyOf(node: JsonNode): JsonNode {
  return node.parent?.type === 'property' ? (node.parent.children?.[0] ?? node) : node;
}
