// A queue between those who produce and one who reads. It holds a bounded number of items: a producer that is
// faster than the reader waits, so that memory does not grow with the noise of a worker.
export class Channel<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private readonly waitingToSend: Array<() => void> = [];
  private waitingToRead: (() => void) | undefined;
  private closed = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly capacity = 1_000) {}

  /** Resolves when there is room; what arrives after the end is dropped. */
  async send(item: T): Promise<void> {
    while (this.items.length >= this.capacity && !this.closed) {
      await new Promise<void>(resolve => this.waitingToSend.push(resolve));
    }
    if (this.closed) return;
    this.items.push(item);
    this.wakeReader();
  }

  /** Ends the iteration after what is already queued, with `error` if one is given. */
  close(failure?: { readonly error: unknown }): void {
    if (this.closed) return;
    this.closed = true;
    this.failure = failure;
    this.wakeReader();
    for (const wake of this.waitingToSend.splice(0)) wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.items.length > 0) {
        yield* this.items.splice(0, 1);
        this.waitingToSend.shift()?.();
      }
      if (this.failure) throw this.failure.error;
      if (this.closed) return;
      await new Promise<void>(resolve => {
        this.waitingToRead = resolve;
      });
    }
  }

  private wakeReader(): void {
    this.waitingToRead?.();
    this.waitingToRead = undefined;
  }
}
