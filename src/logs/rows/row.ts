// A row of a log view is one line on the screen, so that a million of them have one height: a message of several lines,
// or a traceback, is a head and the rows that belong to it.
import type { LineLevel } from '../line';

export type RowKind = 'container' | 'system' | 'gap';

export interface RowDraft {
  /** ms since the epoch. */
  readonly tsMs: number;
  readonly workerId: string;
  readonly kind: RowKind;
  readonly level: LineLevel | undefined;
  readonly jobId: string | undefined;
  /** Without ANSI codes and line ends. */
  readonly text: string;
  /** The text with its ANSI codes, when it has any. */
  readonly styled?: string | undefined;
  /** `more` belongs to the worker's entry before it; `again` is that entry's new state (a progress bar). */
  readonly part: 'head' | 'more' | 'again';
}

export interface Row extends Omit<RowDraft, 'part'> {
  /** Counts up for the life of the store. */
  readonly seq: number;
  /** The first row of its entry; its own number for a head. */
  readonly head: number;
}

export const levels: readonly LineLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];
export const kinds: readonly RowKind[] = ['container', 'system', 'gap'];
