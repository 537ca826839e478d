// Turns what builders print into step events. A builder names its steps by whatever it likes (a number, a digest);
// here they get an index in the order they start, and each is closed exactly once.
import type { BuildEvent } from '../engine';

export interface Transfer {
  /** Which layer. */
  readonly id: string;
  readonly currentBytes: number;
  readonly totalBytes: number;
}

export interface StepTracker {
  /** Makes a step count towards the total before it starts. */
  expect(key: string): void;
  start(key: string, name: string): void;
  cached(key: string): void;
  /** Bytes of one of the things that a step fetches. */
  transfer(key: string, transfer: Transfer): void;
  done(key: string): void;
  /** The name of the step that started last, for error messages. */
  latest(): string | undefined;
}

interface OpenStep {
  readonly index: number;
  cached: boolean;
  readonly transfers: Map<string, Transfer>;
}

export function createStepTracker(onEvent: (event: BuildEvent) => void, knownTotal = 0): StepTracker {
  const expected = new Set<string>();
  const open = new Map<string, OpenStep>();
  const started = new Set<string>();
  let latest: string | undefined;
  const close = (key: string) => {
    const step = open.get(key);
    if (!step || !open.delete(key)) return;
    onEvent({ kind: 'stepDone', index: step.index, cached: step.cached });
  };
  return {
    expect: key => expected.add(key),
    start(key, name) {
      if (started.has(key)) return;
      started.add(key);
      expected.add(key);
      latest = name;
      open.set(key, { index: started.size, cached: false, transfers: new Map() });
      const total = Math.max(expected.size, knownTotal);
      onEvent({ kind: 'step', index: started.size, total, name, cached: false });
    },
    cached(key) {
      const step = open.get(key);
      if (step) step.cached = true;
      close(key);
    },
    transfer(key, transfer) {
      const step = open.get(key);
      if (!step || transfer.totalBytes <= 0) return;
      step.transfers.set(transfer.id, transfer);
      const all = [...step.transfers.values()];
      onEvent({
        kind: 'transfer',
        index: step.index,
        currentBytes: all.reduce((sum, each) => sum + each.currentBytes, 0),
        totalBytes: all.reduce((sum, each) => sum + each.totalBytes, 0),
      });
    },
    done: close,
    latest: () => latest,
  };
}
