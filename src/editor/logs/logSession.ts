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
import { LogBook, turnsOf } from './logBook';

export interface LogSessionOptions {
  readonly clock: Clock;
  /** Where the target's lines are kept. */
  readonly folder: () => Promise<string>;
  readonly secrets: () => readonly string[];
  readonly maxRows?: number;
  /** Bytes of lines that are read before anything is shown. */
  readonly quickBytes?: number;
}

/** How long lines are gathered before they are shown. */
const gatherMs = 100;
/** Read in a tenth of a second. */
const defaultQuickBytes = 6 * 1024 * 1024;
/** Of each worker's file, shown while more than that is read. */
const previewBytes = 128 * 1024;
const historyLines = 5_000;

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
      const { followLogs } = await import('../../flows/tailLogs');
      const folder = await this.options.folder();
      const history = await openHistory(folder, endpointId);
      const reading = await this.begin(history);
      const request = {
        endpointId,
        folder,
        resume: await history.resumePoints(),
        tail: historyLines,
        secrets: this.options.secrets(),
        onState: (state: TailState) => this.hear(state),
        onWorkers: (workers: readonly { id: string; status: string }[]) => {
          const atMs = clock.now();
          this.note(book => book.timeline.poll(atMs, workers));
        },
        emit: (item: TailItem) => this.take(item),
      };
      const following = followLogs(target.cloud, request, { clock }, this.stop.signal);
      await Promise.all([reading.done.finally(() => history.close()), following]);
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

  /** Shows what is on disk, or its end while more has to be read than a person waits for; what comes follows it. */
  private async begin(history: History): Promise<{ readonly done: Promise<void> }> {
    const rows = await history.rows();
    const { quickBytes = defaultQuickBytes } = this.options;
    if (rows.unreadBytes <= quickBytes) {
      await this.readAll(rows);
      return { done: this.readTexts() };
    }
    for (const item of await history.newest(previewBytes)) this.book.take(item);
    this.changed.fire();
    return { done: this.readAll(rows).then(() => this.readTexts()) };
  }

  /** All of the history, which then takes the place of its end. */
  private async readAll(rows: HistoryRows): Promise<void> {
    this.meanwhile = [];
    try {
      const book = new LogBook(this.options.maxRows);
      let bytes = 0;
      await book.fill(rows, turnsOf(this.options.clock, this.stop.signal), read => {
        bytes += read;
        this.loading = Math.min(0.99, bytes / rows.unreadBytes);
        this.soon();
      });
      for (const add of this.meanwhile) add(book);
      this.book = book;
    } finally {
      this.meanwhile = undefined;
      this.loading = undefined;
    }
    // At once: what comes next is in the new rows only.
    this.changed.fire();
  }

  private readTexts(): Promise<void> {
    return this.book.readTexts(turnsOf(this.options.clock, this.stop.signal));
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
