// The log of one endpoint for as long as somebody looks at it: what is on disk (its end at once, the rest while one
// reads), then what comes; the rows, the lives of the workers and the state of the connections. Knows no window.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { explain, isCancelled } from '../../base/errors';
import { type History, openHistory } from '../../logs/capture/history';
import type { TailItem } from '../../logs/line';
import { parseLine } from '../../logs/parseLine';
import { RowBuilder } from '../../logs/rows/rowBuilder';
import { RowStore } from '../../logs/rows/rowStore';
import type { TailState } from '../../logs/tailWorker';
import { Timeline } from '../../logs/timeline/timeline';
import type { EndpointSubject } from '../subject';
import { type ConnectionStatus, statusOf } from './connectionStatus';

export interface LogSessionOptions {
  readonly clock: Clock;
  /** Where the target's lines are kept. */
  readonly folder: () => Promise<string>;
  readonly secrets: () => readonly string[];
  readonly maxRows?: number;
}

/** How long lines are gathered before they are shown. */
const gatherMs = 100;
/** Of each worker's file, shown while the rest is read. */
const previewBytes = 128 * 1024;
const historyLines = 5_000;
/** Then others have their turn while the history is read. */
const workMs = 20;

/** Rows and lives made of the same lines. */
class Book {
  readonly store: RowStore;
  readonly timeline = new Timeline();
  private readonly builder = new RowBuilder();

  constructor(maxRows: number | undefined) {
    this.store = new RowStore(maxRows);
  }

  take(item: TailItem): void {
    const said = 'gap' in item ? undefined : parseLine(item.line);
    for (const row of this.builder.push(item, said)) this.store.add(row);
    this.timeline.take(item, said);
  }
}

export class LogSession implements Disposable {
  private readonly stop = new AbortController();
  private readonly changed = new Emitter<void>();
  private readonly connections = new Map<string, TailState>();
  private book: Book;
  /** What came while the history is read, to be added to it then. */
  private meanwhile: ((book: Book) => void)[] | undefined;
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
    this.book = new Book(options.maxRows);
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
      const resume = await history.resumePoints();
      // What comes follows what is there.
      for (const item of await history.newest(previewBytes)) this.book.take(item);
      this.changed.fire();
      const reading = this.readAll(history);
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
      await Promise.all([reading, followLogs(target.cloud, request, { clock }, this.stop.signal)]);
    } catch (error) {
      if (isCancelled(error)) return;
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

  /** All of the history, which then takes the place of its end. */
  private async readAll(history: History): Promise<void> {
    this.meanwhile = [];
    try {
      if (history.bytes <= previewBytes) return;
      const book = new Book(this.options.maxRows);
      const { clock } = this.options;
      let turnMs = clock.now();
      let count = 0;
      for await (const slice of history.all()) {
        if (this.stop.signal.aborted) return;
        for (const item of slice) book.take(item);
        count += slice.length;
        this.loading = Math.min(0.99, (count * bytesOf(slice)) / history.bytes);
        this.soon();
        if (clock.now() - turnMs < workMs) continue;
        await clock.sleep(0);
        turnMs = clock.now();
      }
      for (const add of this.meanwhile) add(book);
      this.book = book;
      this.loading = undefined;
      // At once: what comes next is in the new rows only.
      this.changed.fire();
    } finally {
      this.meanwhile = undefined;
      this.loading = undefined;
      await history.close();
      this.soon();
    }
  }

  private take(item: TailItem): undefined {
    this.note(book => book.take(item));
  }

  private note(add: (book: Book) => void): void {
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

/** Bytes of a line on disk, guessed from a few. */
function bytesOf(items: readonly TailItem[]): number {
  const some = items.slice(0, 50);
  const sum = some.reduce((bytes, item) => bytes + ('gap' in item ? 80 : item.line.length + 90), 0);
  return some.length === 0 ? 0 : sum / some.length;
}
