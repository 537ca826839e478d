// Recognises Python tracebacks in a stream of lines: where one begins, goes on, is chained to another, and what its
// last line says. One reader per worker and source; pure.

const opening = /^\s*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):\s*$/;
const chain =
  /^\s*(?:\| )?(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):\s*$/;
const conclusion = /^(?:\| )?[A-Za-z_][\w.]*(?::\s.*)?$/;
const maxLines = 500;

export interface TracebackMemory {
  readonly state: 'outside' | 'inside' | 'concluded';
  readonly lines: number;
}

export class TracebackReader {
  private state: TracebackMemory['state'];
  private lines: number;

  constructor({ state, lines }: TracebackMemory = { state: 'outside', lines: 0 }) {
    this.state = state;
    this.lines = lines;
  }

  /** What a later reader has to know to go on. */
  get memory(): TracebackMemory {
    return { state: this.state, lines: this.lines };
  }

  /** How the next line of the worker relates to the traceback before it. */
  next(text: string): 'opens' | 'belongs' | 'none' {
    if (this.state !== 'outside' && ++this.lines > maxLines) this.state = 'outside';
    if (opening.test(text)) return this.open();
    if (this.state === 'inside') return this.inside(text);
    // After the conclusion only a chained traceback, announced by its sentence, goes on.
    if (this.state === 'concluded' && (text.trim() === '' || chain.test(text))) return 'belongs';
    this.state = 'outside';
    return 'none';
  }

  private open(): 'opens' | 'belongs' {
    const chained = this.state !== 'outside';
    this.state = 'inside';
    if (!chained) this.lines = 1;
    return chained ? 'belongs' : 'opens';
  }

  private inside(text: string): 'belongs' | 'none' {
    if (/^[\s|+]/.test(text) || text === '') return 'belongs';
    this.state = conclusion.test(text) ? 'concluded' : 'outside';
    return this.state === 'concluded' ? 'belongs' : 'none';
  }
}

/** The last line that is not indented: `ValueError: no image`. */
export function conclusionOf(lines: readonly string[]): string | undefined {
  return lines.findLast(line => /^\S/.test(line) && !opening.test(line) && !chain.test(line));
}

/**
 * The SDK logs a crash as one line, `Uncaught exception | ['Traceback …\n', …]`, with the traceback as a Python list.
 * Returns its lines; undefined for any other line.
 */
export function uncaughtException(text: string): string[] | undefined {
  const list = /^Uncaught exception \| \[(.*)\]\s*$/s.exec(text)?.[1];
  if (list === undefined) return undefined;
  const parts = [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)];
  const whole = parts.map(part => unescaped(part[1] ?? part[2] ?? '')).join('');
  return whole === '' ? undefined : whole.replace(/\n$/, '').split('\n');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescaped(literal: string): string {
  return literal.replace(/\\(.)/gs, (_, char: string) => escapes[char] ?? char);
}
