// Makes lines readable as they come: a traceback is one entry, a progress bar is one line that moves, everything else
// stays a line. Says of each item whether it is a new entry or a new state of the worker's last one.
import type { LineLevel, LogGap, LogLine, TailItem } from './line';
import { parseLine } from './parseLine';
import { conclusionOf, TracebackReader, uncaughtException } from './tracebacks';

export type LogEntry =
  | {
      readonly kind: 'line' | 'progress' | 'traceback';
      /** Grows by one with each entry. */
      readonly id: number;
      /** The first line; its stamp and worker are the entry's. */
      readonly first: LogLine;
      /** For display, without ANSI codes; several lines for a traceback. */
      readonly text: string;
      readonly level: LineLevel | undefined;
      readonly jobId: string | undefined;
      /** Of a traceback: its last line. */
      readonly conclusion?: string | undefined;
    }
  | { readonly kind: 'gap'; readonly id: number; readonly gap: LogGap['gap'] };

export type TextEntry = Exclude<LogEntry, { kind: 'gap' }>;

export interface GroupedItem {
  readonly change: 'added' | 'replaced';
  readonly entry: LogEntry;
}

interface WorkerState {
  readonly tracebacks: TracebackReader;
  last: TextEntry | undefined;
}

/** `42%|████` of tqdm, or anything that used a carriage return to overwrite itself. */
const progressBar = /(?:^|\s)\d{1,3}%\s?\|/;

export class LogGrouper {
  private readonly workers = new Map<string, WorkerState>();
  private nextId = 1;

  push(item: TailItem): GroupedItem {
    if ('gap' in item) {
      this.workers.delete(`${item.gap.workerId}/container`);
      return { change: 'added', entry: { kind: 'gap', id: this.nextId++, gap: item.gap } };
    }
    const key = `${item.workerId}/${item.source}`;
    const state = this.workers.get(key) ?? { tracebacks: new TracebackReader(), last: undefined };
    this.workers.set(key, state);
    const { last } = state;
    const entry = this.entryOf(item, state);
    state.last = entry;
    return { change: entry.id === last?.id ? 'replaced' : 'added', entry };
  }

  private entryOf(line: LogLine, { tracebacks, last }: WorkerState): TextEntry {
    const { text, level, jobId } = parseLine(line.line);
    const role = tracebacks.next(text);
    if (role === 'belongs' && last?.kind === 'traceback') return extended(last, text);
    const entry = { kind: 'line', id: this.nextId, first: line, text, level, jobId } as const;
    if (role === 'none' && isProgress(line.line, text)) {
      if (last?.kind === 'progress') return { ...last, text };
      this.nextId++;
      return { ...entry, kind: 'progress' };
    }
    this.nextId++;
    const crash = uncaughtException(text) ?? wholeTraceback(text);
    if (crash) return traceback(entry, crash);
    return role === 'opens' ? traceback(entry, [text]) : entry;
  }
}

function isProgress(raw: string, text: string): boolean {
  return progressBar.test(text) || /\r(?!\n?$)/.test(raw);
}

/** The SDK puts the traceback of a failed job into one message. */
function wholeTraceback(text: string): string[] | undefined {
  return text.includes('\n') && text.includes('Traceback (most recent call last):')
    ? text.split('\n')
    : undefined;
}

function traceback(entry: TextEntry, lines: string[]): TextEntry {
  const level = entry.level ?? 'ERROR';
  return { ...entry, kind: 'traceback', text: lines.join('\n'), level, conclusion: conclusionOf(lines) };
}

function extended(entry: TextEntry, text: string): TextEntry {
  const lines = [...entry.text.split('\n'), text];
  return { ...entry, text: lines.join('\n'), conclusion: conclusionOf(lines) };
}
