// A shell script, or the part of a Dockerfile that a shell runs, as a flat list of simple commands with offsets.
// Conditions and loops are flattened: rules ask "is this ever run", not "when".
import { readWord, type ShellLexOptions, skipBlanks, type Word } from './shellWords';
import type { SourceText, Span } from './source';

export interface Redirect {
  readonly operator: string;
  readonly span: Span;
  readonly target: Word;
}

export interface Heredoc extends Span {
  readonly text: string;
}

export interface ShellCommand extends Span {
  readonly source: SourceText;
  /** What stands before it: `&&`, `||`, `|`, `;`, `&` or a line end. Empty for the first. */
  readonly operator: string;
  readonly assignments: readonly Word[];
  /** The program and its arguments, without leading keywords and assignments. */
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly heredocs: readonly Heredoc[];
}

export interface ReadShellOptions {
  readonly dialect?: 'sh' | 'dockerfile';
  readonly start?: number;
  readonly end?: number;
  /** Replaces the text of the source for reading (same length), where quotes of an outer layer are taken off. */
  readonly text?: string;
}

const keywords = new Set([
  'if',
  'then',
  'elif',
  'else',
  'do',
  'while',
  'until',
  '!',
  '{',
  '}',
  'fi',
  'done',
  'time',
]);
const operators = /^(&&|\|\||;;|\|&|[;|&\n()])/;
const redirects = /^(&>>?|\d*(?:>>|>\||>&|<&|<>|>|<))/;

/** Reads the commands of `source` between two offsets. Never throws. */
export function readShell(source: SourceText, options: ReadShellOptions = {}): ShellCommand[] {
  const text = options.text ?? source.text;
  const end = options.end ?? text.length;
  const reader = new ShellReader(source, text, { dialect: options.dialect ?? 'sh', end });
  return reader.read(options.start ?? 0);
}

interface Draft {
  start: number;
  end: number;
  words: Word[];
  redirects: Redirect[];
  heredocs: Heredoc[];
}

class ShellReader {
  private readonly commands: ShellCommand[] = [];
  private operator = '';
  private draft: Draft | undefined;
  private readonly pending: { tag: string; stripTabs: boolean; owner: Draft }[] = [];

  constructor(
    private readonly source: SourceText,
    private readonly text: string,
    private readonly options: ShellLexOptions,
  ) {}

  read(from: number): ShellCommand[] {
    let at = skipBlanks(this.text, from, this.options);
    while (at < this.options.end) at = skipBlanks(this.text, this.token(at), this.options);
    this.finish('');
    return this.commands;
  }

  private token(at: number): number {
    const rest = this.text.slice(at, Math.min(at + 8, this.options.end));
    if (rest.startsWith('#')) return this.lineEnd(at);
    const heredoc = /^\d*<<(-?)(?!<)/.exec(rest);
    if (heredoc) return this.heredoc(at + heredoc[0].length, heredoc[1] === '-');
    const redirect = redirects.exec(rest);
    if (redirect) return this.redirect(at, redirect[0]);
    const operator = operators.exec(rest)?.[0];
    if (operator !== undefined) return this.separator(at, operator);
    const word = readWord(this.text, at, this.options);
    const draft = this.open(at);
    draft.words.push(word);
    draft.end = word.end;
    return word.end;
  }

  private separator(at: number, operator: string): number {
    this.finish(operator);
    if (operator !== '\n' || this.pending.length === 0) return at + operator.length;
    return this.heredocBodies(at + 1);
  }

  private redirect(at: number, operator: string): number {
    const from = skipBlanks(this.text, at + operator.length, this.options);
    const target = readWord(this.text, from, { ...this.options, end: this.options.end });
    const draft = this.open(at);
    draft.redirects.push({ operator, span: { start: at, end: at + operator.length }, target });
    draft.end = Math.min(target.end, this.options.end);
    return draft.end;
  }

  private heredoc(at: number, stripTabs: boolean): number {
    const from = skipBlanks(this.text, at, this.options);
    const tag = readWord(this.text, from, this.options);
    const draft = this.open(at - 2);
    draft.end = tag.end;
    this.pending.push({ tag: tag.text, stripTabs, owner: draft });
    return tag.end;
  }

  private heredocBodies(from: number): number {
    let at = from;
    for (const { tag, stripTabs, owner } of this.pending.splice(0)) {
      const start = at;
      let bodyEnd = this.options.end;
      while (at < this.options.end) {
        const next = this.lineEnd(at);
        const line = this.text.slice(at, next).replace(/\r$/, '');
        const lineStart = at;
        at = Math.min(next + 1, this.options.end);
        if ((stripTabs ? line.replace(/^\t+/, '') : line) === tag) {
          bodyEnd = lineStart;
          break;
        }
      }
      owner.heredocs.push({ start, end: bodyEnd, text: this.text.slice(start, bodyEnd) });
    }
    return at;
  }

  private lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end < 0 || end > this.options.end ? this.options.end : end;
  }

  private open(at: number): Draft {
    this.draft ??= { start: at, end: at, words: [], redirects: [], heredocs: [] };
    return this.draft;
  }

  private finish(operator: string): void {
    const draft = this.draft;
    if (draft) {
      const firstReal = draft.words.findIndex(word => word.quoted || !keywords.has(word.text));
      const words = firstReal < 0 ? [] : draft.words.slice(firstReal);
      const isAssignment = (word: Word) =>
        /^[A-Za-z_]\w*\+?=/.test(word.text) && !/^['"]/.test(this.text.charAt(word.start));
      const program = words.findIndex(word => !isAssignment(word));
      const split = program < 0 ? words.length : program;
      this.commands.push({
        source: this.source,
        start: draft.start,
        end: draft.end,
        operator: this.operator,
        assignments: words.slice(0, split),
        words: words.slice(split),
        redirects: draft.redirects,
        heredocs: draft.heredocs,
      });
    }
    this.draft = undefined;
    this.operator = operator;
  }
}
