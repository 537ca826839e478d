// Small edits that several fixes share.
import { SourceText, type Span } from '../project/source';
import type { Fix } from './rule';

/** A fix in one file: each span replaced. */
export function replaceFix(
  title: string,
  source: SourceText,
  replacements: readonly (Span & { readonly newText: string })[],
): Fix {
  const edits = replacements.map(({ start, end, newText }) => ({
    range: source.rangeOf({ start, end }),
    newText,
  }));
  return { title, edits: [{ path: source.path, edits }], preferred: true };
}

/** Where and what to insert so that `lines` become the last lines of a file, one blank-line gap above them. */
export function appended(
  source: SourceText,
  lines: readonly string[],
  blankLines: 0 | 1 | 2,
): Span & { newText: string } {
  const { text, lineEnd } = source;
  const at = text.trimEnd().length;
  const tail = text.slice(at);
  const gap = text.trim() === '' ? '' : lineEnd.repeat(blankLines + 1);
  const newText = gap + lines.join(lineEnd) + (/[\r\n]/.test(tail) || at === 0 ? lineEnd : '');
  return { start: at, end: text.length, newText };
}

/** The start of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** A quoted word without its quotes, so that a squiggle and a replacement touch only what it says. */
export function insideQuotes(source: SourceText, span: Span): Span {
  const text = source.slice(span);
  const quoted = text.length > 1 && /^["']/.test(text) && text.endsWith(text.charAt(0));
  return quoted ? { start: span.start + 1, end: span.end - 1 } : { start: span.start, end: span.end };
}

/** The text of a program's file. */
export function sourceOf(file: {
  readonly path: string;
  readonly module: { readonly text: string };
}): SourceText {
  return new SourceText(file.path, file.module.text);
}
