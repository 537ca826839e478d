// Workers start one by one: each `import runpod` burns a second of CPU, and several at once only make all of them late.
import type { Clock } from '../../base/clock';

export class StartGate {
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    /** The next one may start after this, however long the one before takes to get ready. */
    private readonly gapMs: number,
  ) {}

  /** Resolves when it is this caller's turn, with the function that ends the turn. */
  async enter(): Promise<() => void> {
    const before = this.last;
    let open: () => void = () => undefined;
    this.last = new Promise(resolve => {
      open = resolve;
    });
    await before;
    const timer = this.clock.after(this.gapMs, open);
    return () => {
      timer.dispose();
      open();
    };
  }
}
