// The log of one endpoint for as long as somebody looks at it: what is on disk (its end at once, the rest while one
// reads), then what comes; the rows, the lives of the workers and the state of the connections. Knows no window.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { explain, isCancelled } from '../../base/errors';
import { type History, openHistory } from '../../logs/capture/history';
import type { HistoryRows } from '../../logs/capture/historyRows';
import type { TailItem } from '../../logs/line';
import type { RowStore } from '../../logs/rows/rowStore';
import type { TailState } from '../../logs/tailWorker';
import type { Timeline } from '../../logs/timeline/timeline';
import type { EndpointSubject } from '../subject';
import { type ConnectionStatus, statusOf } from './connectionStatus';
import { LogBook, type Turn, turnsOf } from './logBook';

export interface LogSessionOptions {
  readonly clock: Clock;
  /** Where the target's lines are kept. */
  readonly folder: () => Promise<string>;
  readonly secrets: () => readonly string[];
  readonly maxRows?: number;
  /** Bytes of lines that are read before anything is shown. */
  readonly quickBytes?: number;
  /** Bytes of lines that are shown at once, and not the last of them first. */
  readonly wholeBytes?: number;
}

/** How long lines are gathered before they are shown. */
const gatherMs = 100;
/** Read in a tenth of a second. */
const defaultQuickBytes = 6 * 1024 * 1024;
/** Of all workers together, shown while more than that is read: some screens, parsed in a blink. */
const previewBytes = 256 * 1024;
/** A worker of many has at least so much of it. */
const leastPreviewBytes = 8 * 1024;
/** Merging more by the index takes longer than painting its end. */
const defaultWholeBytes = 16 * 1024 * 1024;
const historyLines = 5_000;
/** Until then a person who came to look for something has typed it. */
const firstSearchMs = 2_000;

export class LogSession implements Disposable {
  private readonly stop = new AbortController();
  private readonly changed = new Emitter<void>();
  private readonly connections = new Map<string, TailState>();
  private book: LogBook;
  /** What came while the history is read, to be added to it then. */
  private meanwhile: ((book: LogBook) => void)[] | undefined;
  private timer: Disposable | undefined;
  private outcome: ConnectionStatus | undefined;
  /** 0..1 while earlier lines are read. */
  loading: number | undefined;
  /** Rows were added, or the state is another; at most ten times a second. */
  readonly onChange: Event<void> = this.changed.event;

  constructor(
    readonly subject: EndpointSubject,
    private readonly options: LogSessionOptions,
  ) {
    this.book = new LogBook(options.maxRows);
  }

  /** Another one when the history has been read. */
  get store(): RowStore {
    return this.book.store;
  }

  get timeline(): Timeline {
    return this.book.timeline;
  }

  get status(): ConnectionStatus {
    return this.outcome ?? statusOf([...this.connections.values()]);
  }

  /** Follows until disposed; never throws. */
  async run(): Promise<void> {
    const { target, endpointId } = this.subject;
    const { clock } = this.options;
    try {
      const folder = await this.options.folder();
      const { resume, done } = await this.open(await openHistory(folder, endpointId));
      // Loaded when the first rows are on their way.
      const { followLogs } = await import('../../flows/tailLogs');
      const request = {
        endpointId,
        folder,
        resume,
        tail: historyLines,
        secrets: this.options.secrets(),
        onState: (state: TailState) => this.hear(state),
        onWorkers: (workers: readonly { id: string; status: string }[]) => {
          const atMs = clock.now();
          this.note(book => book.timeline.poll(atMs, workers));
        },
        emit: (item: TailItem) => this.take(item),
      };
      await Promise.all([done, followLogs(target.cloud, request, { clock }, this.stop.signal)]);
    } catch (error) {
      if (isCancelled(error) || this.stop.signal.aborted) return;
      const { message, remedy } = explain(error);
      this.outcome = { state: 'broken', stateText: [message, remedy].filter(Boolean).join(' ') };
      this.soon();
    }
  }

  dispose(): void {
    this.stop.abort();
    this.timer?.dispose();
    this.changed.dispose();
  }

  /** Where the streams go on; `done` when nothing is left to be read, and the files are closed. */
  private async open(history: History) {
    try {
      const reading = await this.begin(history);
      // It is waited for below; a panel that is closed before that needs nobody to hear of it.
      reading.done.catch(() => undefined);
      const resume = await history.resumePoints();
      return { resume, done: reading.done.finally(() => history.close()) };
    } catch (error) {
      await history.close();
      throw error;
    }
  }

  /** Shows what is on disk, or its end while more has to be read than a person waits for; what comes follows it. */
  private async begin(history: History): Promise<{ readonly done: Promise<void> }> {
    const { quickBytes = defaultQuickBytes, wholeBytes = defaultWholeBytes } = this.options;
    const isLong = history.bytes > wholeBytes;
    // Before the index is looked at, which takes its time with a long one.
    if (isLong) await this.preview(history);
    const rows = await history.rows();
    const isQuick = rows.unreadBytes <= quickBytes;
    if (!isQuick && !isLong) await this.preview(history);
    if (!isQuick) return { done: this.readLater(rows) };
    const book = await this.read(rows);
    this.show(book);
    await book.recallLives(this.turns());
    return { done: this.readTexts() };
  }

  private async preview(history: History): Promise<void> {
    this.loading = 0;
    const bytes = Math.max(leastPreviewBytes, previewBytes / Math.max(1, history.workerIds.length));
    for (const item of await history.newest(bytes)) this.book.take(item);
    this.changed.fire();
  }

  /** All of the history, which then takes the place of its end. */
  private async readLater(rows: HistoryRows): Promise<void> {
    this.meanwhile = [];
    try {
      const book = await this.read(rows);
      await book.recallLives(this.turns());
      for (const add of this.meanwhile) add(book);
      this.show(book);
    } finally {
      this.meanwhile = undefined;
      this.loading = undefined;
    }
    await this.readTexts();
  }

  /** Not at once: who opens a long log may search it first of all, which needs no text but all of the processor. */
  private async readTexts(): Promise<void> {
    try {
      await this.options.clock.sleep(firstSearchMs, this.stop.signal);
      await this.book.readTexts(this.turns());
    } catch (error) {
      // Nothing waits for it when the panel was closed.
      if (!isCancelled(error)) throw error;
    }
  }

  private async read(rows: HistoryRows): Promise<LogBook> {
    const book = new LogBook(this.options.maxRows);
    let bytes = 0;
    await book.fill(rows, this.turns(), read => {
      bytes += read;
      this.loading = Math.min(0.99, bytes / rows.unreadBytes);
      this.soon();
    });
    return book;
  }

  private show(book: LogBook): void {
    this.book = book;
    this.loading = undefined;
    // At once: what comes next is in the new rows only.
    this.changed.fire();
  }

  private turns(): Turn {
    return turnsOf(this.options.clock, this.stop.signal);
  }

  private take(item: TailItem): undefined {
    this.note(book => book.take(item));
  }

  private note(add: (book: LogBook) => void): void {
    add(this.book);
    this.meanwhile?.push(add);
    this.soon();
  }

  private hear(state: TailState): void {
    this.connections.set(state.workerId, state);
    this.soon();
  }

  private soon(): void {
    if (this.stop.signal.aborted) return;
    this.timer ??= this.options.clock.after(gatherMs, () => {
      this.timer = undefined;
      this.changed.fire();
    });
  }
}
