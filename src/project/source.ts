// A text file as the rules see it: where it is, what it says, and offsets turned into ranges on demand.
import { LineIndex, type Range } from '../base/text';

export interface Span {
  /** Offsets in UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export class SourceText {
  private index: LineIndex | undefined;
  private readonly facts = new Map<unknown, unknown>();

  constructor(
    /** Absolute. */
    readonly path: string,
    readonly text: string,
  ) {}

  get lines(): LineIndex {
    this.index ??= new LineIndex(this.text);
    return this.index;
  }

  /** What `make` says about this text, worked out once. */
  known<T>(make: (text: string) => T): T {
    if (!this.facts.has(make)) this.facts.set(make, make(this.text));
    return this.facts.get(make) as T;
  }

  rangeOf(span: Span): Range {
    return this.lines.rangeOf(span.start, span.end);
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** The line end this file uses, so that an inserted line looks like its neighbours. */
  get lineEnd(): string {
    return this.text.includes('\r\n') ? '\r\n' : '\n';
  }
}
