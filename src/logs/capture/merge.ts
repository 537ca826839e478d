// Lines of several workers in the order of their time. Those of one worker keep their order whatever their stamps say.
import { type TailItem, timeOf } from '../line';

export function sortedByTime(items: readonly TailItem[]): TailItem[] {
  return items
    .map(item => ({ item, ms: timeOf(item) }))
    .sort((a, b) => a.ms - b.ms)
    .map(({ item }) => item);
}

/** Slices of many sources as slices of one. */
export async function* merged(
  sources: readonly AsyncGenerator<readonly TailItem[]>[],
): AsyncGenerator<readonly TailItem[], void, undefined> {
  const cursors = sources.map(source => new Cursor(source));
  for (;;) {
    await Promise.all(cursors.map(cursor => cursor.fill()));
    const open = cursors.filter(cursor => cursor.isOpen);
    if (open.length === 0) return;
    yield untilOneIsEmpty(open);
  }
}

class Cursor {
  private items: readonly TailItem[] = [];
  private times: readonly number[] = [];
  private at = 0;
  private ended = false;

  constructor(private readonly slices: AsyncGenerator<readonly TailItem[]>) {}

  get isOpen(): boolean {
    return this.at < this.items.length;
  }

  get time(): number {
    return this.times[this.at] ?? 0;
  }

  async fill(): Promise<void> {
    while (!this.isOpen && !this.ended) {
      const { value, done } = await this.slices.next();
      this.ended = done === true;
      this.items = value ?? [];
      this.times = this.items.map(timeOf);
      this.at = 0;
    }
  }

  /** Moves the items up to a time, at least one, into `target`. */
  drain(untilMs: number, target: TailItem[]): void {
    do {
      const item = this.items[this.at++];
      if (item) target.push(item);
    } while (this.isOpen && this.time <= untilMs);
  }
}

function untilOneIsEmpty(cursors: readonly Cursor[]): TailItem[] {
  const items: TailItem[] = [];
  for (;;) {
    let next: Cursor | undefined;
    let limitMs = Number.POSITIVE_INFINITY;
    for (const cursor of cursors) {
      if (!next || cursor.time < next.time) {
        if (next) limitMs = Math.min(limitMs, next.time);
        next = cursor;
      } else limitMs = Math.min(limitMs, cursor.time);
    }
    if (!next) return items;
    next.drain(limitMs, items);
    if (!next.isOpen) return items;
  }
}
