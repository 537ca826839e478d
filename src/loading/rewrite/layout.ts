// How a file is laid out: line ends, indentation, blank lines between definitions. New code follows the file.
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';

export interface Layout {
  readonly newline: string;
  /** One level of indentation. */
  readonly indent: string;
  /** Line ends between top-level definitions: three is two blank lines. */
  readonly gap: string;
}

export function layoutOf(module: Module): Layout {
  return module.known(readLayout);
}

function readLayout(module: Module): Layout {
  const newline = /\r\n|\n|\r/.exec(module.text)?.[0] ?? '\n';
  const block = module.root
    .descendants('block')
    .find(node => lineStart(module, node.start) > 0 && indentAt(module, node.start));
  const parent = block?.parent;
  const outer = parent ? indentAt(module, parent.start) : '';
  const inner = block ? indentAt(module, block.start) : '';
  const indent = inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : '    ';
  return { newline, indent, gap: newline.repeat(usualBlanks(module) + 1) };
}

/** Blank lines the file puts before its top-level definitions; two unless it mostly uses one. */
function usualBlanks(module: Module): number {
  const definitions = module.root.parts.filter(node =>
    node.is('function_definition', 'class_definition', 'decorated_definition'),
  );
  const counts = definitions.map(node => blanksAbove(module, node.start)).filter(count => count > 0);
  const single = counts.filter(count => count === 1).length;
  return counts.length > 0 && single * 2 > counts.length ? 1 : 2;
}

function blanksAbove(module: Module, offset: number): number {
  let line = module.lines.positionAt(offset).line - 1;
  while (line >= 0 && module.lines.lineText(line).trimStart().startsWith('#')) line--;
  let count = 0;
  for (; line >= 0 && module.lines.lineText(line).trim() === ''; line--) count++;
  return line < 0 ? 0 : count;
}

export function lineStart(module: Module, offset: number): number {
  return module.lines.offsetAt({ line: module.lines.positionAt(offset).line, character: 0 });
}

/** Offset behind the line end of the line that `offset` is in; the end of the text for the last line. */
export function nextLine(module: Module, offset: number): number {
  return module.lines.offsetAt({ line: module.lines.positionAt(offset).line + 1, character: 0 });
}

/** The white space the line of `offset` begins with; a BOM is none. */
export function indentAt(module: Module, offset: number): string {
  const { line } = module.lines.positionAt(offset);
  return /^\uFEFF?([ \t\f]*)/.exec(module.lines.lineText(line))?.[1] ?? '';
}

/** Nothing but white space before the node on its line. */
export function startsLine(module: Module, node: Node): boolean {
  return /^\uFEFF?\s*$/.test(module.text.slice(lineStart(module, node.start), node.start));
}

/** Nothing but a comment behind the node on its line. */
export function endsLine(module: Module, node: Node): boolean {
  const end = nextLine(module, node.end);
  return /^\s*(?:#[^\r\n]*)?[\r\n]*$/.test(module.text.slice(node.end, end));
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The whole lines a node stands on, the last line end included. */
export function linesOf(module: Module, first: Node, last: Node = first): Span {
  return { start: lineStart(module, first.start), end: nextLine(module, last.end) };
}

/**
 * The lines of `span` with their common indentation `from` replaced by `to`. Lines that begin inside a string are part
 * of its value and stay as they are; blank lines stay blank.
 */
export function reindent(
  module: Module,
  span: Span,
  change: { readonly from: string; readonly to: string },
): string {
  const strings = module.root.source.touching(span, 'string').filter(node => node.text.includes('\n'));
  const { lines } = module;
  const last = lines.positionAt(Math.max(span.start, span.end - 1)).line;
  const out: string[] = [];
  for (let line = lines.positionAt(span.start).line; line <= last; line++) {
    const start = lines.offsetAt({ line, character: 0 });
    const end = Math.min(lines.offsetAt({ line: line + 1, character: 0 }), span.end);
    const text = module.text.slice(start, end);
    const inString = strings.some(node => node.start < start && start < node.end);
    out.push(inString || text.trim() === '' ? text : moved(text, change));
  }
  return out.join('');
}

function moved(text: string, { from, to }: { readonly from: string; readonly to: string }): string {
  return text.startsWith(from) ? to + text.slice(from.length) : text;
}
