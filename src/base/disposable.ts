// Things that must be let go of. A store disposes what it holds in reverse order of arrival,
// and what arrives late at once, so that no order of events can leak.

export interface Disposable {
  dispose(): void;
}

/** Wraps a function as a disposable that runs it at most once. */
export function toDisposable(release: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      release();
    },
  };
}

export class DisposableStore implements Disposable {
  private readonly held = new Set<Disposable>();
  private disposed = false;

  /** Holds `item` and returns it; disposes it at once if the store is already disposed. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.held.add(item);
    return item;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const item of [...this.held].reverse()) item.dispose();
    this.held.clear();
  }
}

/** Holds "the current one": setting a new value disposes the old. */
export class Slot<T extends Disposable> implements Disposable {
  private current: T | undefined;
  private disposed = false;

  get value(): T | undefined {
    return this.current;
  }

  set(next: T | undefined): void {
    this.current?.dispose();
    this.current = next;
    if (this.disposed) next?.dispose();
  }

  dispose(): void {
    this.disposed = true;
    this.set(undefined);
  }
}
