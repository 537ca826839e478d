// Reads shell text into words with exact offsets: quotes, continuations, substitutions, redirects and heredocs.
// It runs nothing and never throws; text it cannot make sense of ends a word at the end of the text.
import type { Span } from './source';

export interface Word extends Span {
  /** As the program would see it, with `$NAME` left as written. */
  readonly text: string;
  readonly quoted: boolean;
}

export interface ShellLexOptions {
  /** In a Dockerfile, comment and blank lines inside a continued instruction vanish. */
  readonly dialect: 'sh' | 'dockerfile';
  readonly end: number;
}

/** Where the next token starts: after blanks and line continuations. */
export function skipBlanks(text: string, from: number, options: ShellLexOptions): number {
  let at = from;
  while (at < options.end) {
    const next = skipContinuation(text, at, options);
    if (next !== at) at = next;
    else if (/[ \t\r]/.test(text.charAt(at))) at++;
    else break;
  }
  return at;
}

/** After a `\` that ends its line (and, in a Dockerfile, after the comments that follow), or `at` itself. */
function skipContinuation(text: string, at: number, options: ShellLexOptions): number {
  const joined = /^\\[ \t]*\r?\n/.exec(text.slice(at, at + 80));
  if (!joined) return at;
  let next = at + joined[0].length;
  if (options.dialect !== 'dockerfile') return next;
  for (;;) {
    const dropped = /^[ \t]*(#[^\n]*)?\r?\n/.exec(text.slice(next, Math.min(next + 2000, options.end)));
    if (!dropped) return next;
    next += dropped[0].length;
  }
}

/** Reads one word at `from`, which is not blank; its end is where reading goes on. */
export function readWord(text: string, from: number, options: ShellLexOptions): Word {
  let at = from;
  let value = '';
  let quoted = false;
  while (at < options.end) {
    const joined = skipContinuation(text, at, options);
    if (joined !== at) {
      at = joined;
      continue;
    }
    const char = text.charAt(at);
    if (/[\s;&|<>()]/.test(char)) break;
    const piece = readPiece(text, at, options.end);
    quoted ||= piece.quoted;
    value += piece.text;
    at = piece.end;
  }
  return { text: value, quoted, start: from, end: Math.max(at, from + 1) };
}

/** One quoted string, escape, substitution or character. */
function readPiece(text: string, at: number, end: number): { text: string; end: number; quoted: boolean } {
  const char = text.charAt(at);
  if (char === "'") {
    const close = closing(text, at + 1, end, "'");
    return { text: text.slice(at + 1, close), end: Math.min(close + 1, end), quoted: true };
  }
  if (char === '"') {
    const close = closing(text, at + 1, end, '"');
    const inner = text
      .slice(at + 1, close)
      .replace(/\\(\r?\n|[$`"\\])/g, (_, c: string) => (/\n/.test(c) ? '' : c));
    return { text: inner, end: Math.min(close + 1, end), quoted: true };
  }
  if (char === '\\') return { text: text.charAt(at + 1), end: Math.min(at + 2, end), quoted: true };
  if (char === '$' && /[({]/.test(text.charAt(at + 1))) {
    const close = balanced(text, at + 1, end);
    return { text: text.slice(at, close), end: close, quoted: false };
  }
  if (char === '`') {
    const close = Math.min(closing(text, at + 1, end, '`') + 1, end);
    return { text: text.slice(at, close), end: close, quoted: false };
  }
  return { text: char, end: at + 1, quoted: false };
}

function closing(text: string, from: number, end: number, quote: string): number {
  for (let at = from; at < end; at++) {
    const char = text.charAt(at);
    if (char === quote) return at;
    if (char === '\\' && quote !== "'") at++;
  }
  return end;
}

function balanced(text: string, from: number, end: number): number {
  const open = text.charAt(from);
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let at = from; at < end; at++) {
    const char = text.charAt(at);
    if (char === open) depth++;
    else if (char === close && --depth === 0) return at + 1;
    else if (char === "'" || char === '"') at = closing(text, at + 1, end, char);
  }
  return end;
}

/**
 * The text with one word's outer quotes and escapes blanked, every offset kept, so that a script inside a string
 * (`sh -c "…"`, `echo "…" > start.sh`) can be read in its place.
 */
export function unwrapped(text: string, word: Span): string {
  const raw = text.slice(word.start, word.end);
  const quote = raw.charAt(0);
  const isQuoted = /["']/.test(quote) && raw.length > 1 && raw.endsWith(quote);
  let opens = false;
  const plain = (isQuoted ? ` ${raw.slice(1, -1)} ` : raw)
    .replace(/\\n/g, ' \n')
    .replace(/\\\r?\n/g, match => ' '.repeat(match.length))
    .replace(/\\(["'])/g, (_, inner: string) => ((opens = !opens) ? ` ${inner}` : `${inner} `))
    .replace(/\\([$`\\])/g, ' $1');
  return text.slice(0, word.start) + plain + text.slice(word.end);
}
