// String literals: what they say, and where exactly. A string with interpolations has no fixed value.
import type { Node } from './node';

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The value of a string literal (adjacent literals joined), or undefined when only running would tell. */
export function stringValue(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  if (node.type === 'parenthesized_expression') return stringValue(node.parts[0]);
  if (node.type === 'concatenated_string') {
    const parts = node.parts.map(stringValue);
    return parts.some(part => part === undefined) ? undefined : parts.join('');
  }
  if (node.type !== 'string' || node.childOfType('interpolation')) return undefined;
  const content = stringContent(node);
  const prefix = /^[a-zA-Z]*/.exec(node.text)?.[0].toLowerCase() ?? '';
  return prefix.includes('r') ? content : unescaped(content);
}

/** The text between the quotes, escapes as written. */
export function stringContent(node: Node): string {
  const open = node.childOfType('string_start');
  const close = node.childOfType('string_end');
  return node.source.lines.text.slice(open?.end ?? node.start, close?.start ?? node.end);
}

function unescaped(content: string): string {
  return content.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|\r?([\s\S]))/g,
    (whole, x: string, u: string, long: string, octal: string, one: string) => {
      const hex = x ?? u ?? long;
      if (hex) return codePoint(Number.parseInt(hex, 16)) ?? whole;
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      return simpleEscapes[one] ?? whole;
    },
  );
}

function codePoint(value: number): string | undefined {
  return value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}

/** The docstring of a module, class or function body, if it has one. */
export function docstringOf(body: Node | undefined): Node | undefined {
  const first = body?.parts[0];
  if (first?.type !== 'expression_statement') return undefined;
  const [only, more] = first.parts;
  return !more && only?.is('string', 'concatenated_string') ? only : undefined;
}
