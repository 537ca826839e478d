// What is known of an endpoint's log: its rows and the lives of its workers, made of the same lines.
import type { Clock } from '../../base/clock';
import type { HistoryRows } from '../../logs/capture/historyRows';
import type { TailItem } from '../../logs/line';
import { parseLine } from '../../logs/parseLine';
import { mergeBlocks } from '../../logs/rows/mergeBlocks';
import { RowBuilder } from '../../logs/rows/rowBuilder';
import { RowStore } from '../../logs/rows/rowStore';
import { Timeline } from '../../logs/timeline/timeline';

/** Called again and again in long work; what it returns, if anything, is to be waited for. */
export type Turn = () => Promise<void> | undefined;

/** Then others have their turn. */
const workMs = 20;

export function turnsOf(clock: Clock, signal: AbortSignal): Turn {
  let sinceMs = clock.now();
  return () => {
    signal.throwIfAborted();
    if (clock.now() - sinceMs < workMs) return undefined;
    return clock.sleep(0, signal).then(() => {
      sinceMs = clock.now();
    });
  };
}

export class LogBook {
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

  /** Takes all rows of the history, before anything else; `onRead` is told of the bytes of lines that had to be read. */
  async fill(history: HistoryRows, turn: Turn, onRead: (bytes: number) => void): Promise<void> {
    const workers = await history.read(bytes => {
      onRead(bytes);
      return turn();
    });
    // Before it is shown: the first thing that is done with a long log may be to search it.
    for (const block of workers.flatMap(({ blocks }) => blocks)) {
      block.unpack();
      await turn();
    }
    for (const _rows of mergeBlocks(this.store, workers)) await turn();
    for (const { workerId, memory } of workers) this.builder.recall(workerId, memory);
  }

  /** Draws the lives of the workers as the rows tell them; what comes may follow then. */
  async recallLives(turn: Turn): Promise<void> {
    for (const seq of this.store.lifeRows()) {
      const row = this.store.row(seq);
      if (row && row.kind !== 'gap') this.timeline.hear({ ...row, source: row.kind });
      await turn();
    }
  }

  /** Looks up all texts, so that the first search is as fast as the next. */
  async readTexts(turn: Turn): Promise<void> {
    for (const chunk of [...this.store.chunks]) {
      chunk.read();
      await turn();
    }
  }
}
