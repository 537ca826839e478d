// The rows that pass a filter, by position. A position stays the same while rows are added and old ones are let go, so
// that a reader who stays where they are sees nothing move.
import { type Chunk, chunkRows } from './chunk';
import { everything, type RowFilter, RowMatcher } from './rowFilter';
import type { RowStore } from './rowStore';

export class RowView {
  private readonly matcher: RowMatcher;
  private readonly all: boolean;
  private numbers = new Uint32Array(1_024);
  private length = 0;
  private dropped = 0;
  private seen = 0;

  /** Throws `usage` for a regular expression that is none. */
  constructor(
    private readonly store: RowStore,
    readonly filter: RowFilter,
  ) {
    this.matcher = new RowMatcher(store, filter);
    this.all = !this.matcher.looksAtText && sameColumns(filter);
    if (!this.all) this.fill();
  }

  /** The first position that can still be shown. */
  get first(): number {
    if (this.all) return this.store.first;
    while (this.dropped < this.length && (this.numbers[this.dropped] ?? 0) < this.store.first) this.dropped++;
    return this.dropped;
  }

  /** One after the last position. */
  get end(): number {
    return this.all ? this.store.end : this.length;
  }

  /** The row number at a position. */
  at(position: number): number | undefined {
    if (position < this.first || position >= this.end) return undefined;
    return this.all ? position : this.numbers[position];
  }

  /** The position of a row, or of the next one that is shown. */
  positionOf(seq: number): number {
    if (this.all) return Math.min(Math.max(seq, this.first), this.end);
    let low = this.first;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.numbers[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes in what the store got since. False when an older row has to be shown too: then a new view is due. */
  catchUp(): boolean {
    let isWhole = true;
    while (!this.all && this.seen < this.store.end) {
      const chunk = this.store.chunkOf(this.seen);
      if (chunk && !this.takeIn(chunk)) isWhole = false;
      this.seen = chunk ? chunk.base + chunk.count : this.store.first;
    }
    return isWhole;
  }

  private takeIn(chunk: Chunk): boolean {
    const { matcher } = this;
    const from = this.seen - chunk.base;
    const mask = matcher.mask(chunk, from);
    let isWhole = true;
    for (let at = from; at < chunk.count; at++) {
      const distance = chunk.distances[at] ?? 0;
      const belongs = distance > 0 && matcher.looksAtText;
      const headShown = belongs && this.shows(chunk.base + at - distance);
      if (mask[at] === 1 && belongs && !headShown) isWhole = false;
      if (mask[at] === 1 || headShown) this.push(chunk.base + at);
    }
    return isWhole;
  }

  private shows(seq: number): boolean {
    return this.numbers[this.positionOf(seq)] === seq && this.positionOf(seq) < this.length;
  }

  private fill(): void {
    const { store, matcher } = this;
    const masks = store.chunks.map(chunk => matcher.mask(chunk));
    const heads = matcher.looksAtText ? this.grouped(masks) : new Set<number>();
    store.chunks.forEach((chunk, index) => {
      const mask = masks[index];
      const columns = heads.size > 0 ? matcher.columns(chunk) : undefined;
      for (let at = 0; at < chunk.count; at++) {
        const belongs = columns?.[at] === 1 && heads.has(chunk.base + at - (chunk.distances[at] ?? 0));
        if (mask?.[at] === 1 || belongs) this.push(chunk.base + at);
      }
    });
    this.seen = store.end;
  }

  /** The heads of entries of several rows of which one was found. */
  private grouped(masks: readonly Uint8Array[]): Set<number> {
    const heads = new Set<number>();
    this.store.chunks.forEach((chunk, index) => {
      const mask = masks[index];
      for (let at = 0; at < chunk.count; at++) {
        if (mask?.[at] === 1 && chunk.isGrouped(at)) heads.add(chunk.base + at - (chunk.distances[at] ?? 0));
      }
    });
    return heads;
  }

  private push(seq: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Uint32Array(this.length + Math.max(chunkRows, this.length));
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.length++] = seq;
  }
}

function sameColumns(filter: RowFilter): boolean {
  const { hiddenWorkers, source, jobId, minLevel, fromMs, toMs } = filter;
  const set = [source, jobId, minLevel, fromMs, toMs].some(wish => wish !== undefined);
  return !set && hiddenWorkers.length === everything.hiddenWorkers.length;
}
