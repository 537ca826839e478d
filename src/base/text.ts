// Positions, ranges and edits, as in the Language Server Protocol: lines and characters are 0-based and
// characters count UTF-16 code units. Pure rooms speak these; the editor translates them.

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export function position(line: number, character: number): Position {
  return { line, character };
}

export function range(start: Position, end: Position): Range {
  return { start, end };
}

export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

export function contains(outer: Range, inner: Position): boolean {
  return comparePositions(outer.start, inner) <= 0 && comparePositions(inner, outer.end) <= 0;
}

/** Translates between offsets and positions of one text. Accepts \n, \r\n and \r. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(readonly text: string) {
    // Most texts have no carriage return: two plain searches make no object for each line.
    let feed = text.indexOf('\n');
    let carriage = text.indexOf('\r');
    while (feed >= 0 || carriage >= 0) {
      const isPair = carriage >= 0 && carriage + 1 === feed;
      const at = feed < 0 || (carriage >= 0 && carriage < feed) ? carriage : feed;
      this.starts.push(isPair ? feed + 1 : at + 1);
      if (at === carriage) carriage = text.indexOf('\r', at + 1);
      if (at === feed || isPair) feed = text.indexOf('\n', feed + 1);
    }
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The offset of a position; positions outside the text are clamped into it. */
  offsetAt(at: Position): number {
    if (at.line < 0) return 0;
    const start = this.starts[at.line];
    if (start === undefined) return this.text.length;
    const end = this.starts[at.line + 1] ?? this.text.length;
    return Math.min(start + Math.max(at.character, 0), end);
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return position(low, at - (this.starts[low] ?? 0));
  }

  /** The text of a line without its line end. */
  lineText(line: number): string {
    const start = this.starts[line];
    if (start === undefined) return '';
    return this.text.slice(start, this.starts[line + 1] ?? this.text.length).replace(/[\r\n]+$/, '');
  }

  slice(part: Range): string {
    return this.text.slice(this.offsetAt(part.start), this.offsetAt(part.end));
  }

  rangeOf(start: number, end: number): Range {
    return range(this.positionAt(start), this.positionAt(end));
  }
}

/**
 * Applies edits that were all computed against `text`. Edits at one position keep their order.
 * Throws a RangeError when two edits overlap: a caller that does this has a bug worth seeing.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const index = new LineIndex(text);
  const sorted = edits
    .map((edit, order) => ({
      start: index.offsetAt(edit.range.start),
      end: index.offsetAt(edit.range.end),
      newText: edit.newText,
      order,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  let out = '';
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) throw new RangeError('Edits overlap.');
    out += text.slice(at, edit.start) + edit.newText;
    at = edit.end;
  }
  return out + text.slice(at);
}
