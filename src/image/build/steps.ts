// Turns what builders print into step events. A builder names its steps by whatever it likes (a number, a digest);
// here they get an index in the order they start, and each is closed exactly once.
import type { BuildEvent } from '../engine';

export interface StepTracker {
  /** Makes a step count towards the total before it starts. */
  expect(key: string): void;
  start(key: string, name: string): void;
  cached(key: string): void;
  done(key: string): void;
  /** The name of the step that started last, for error messages. */
  latest(): string | undefined;
}

export function createStepTracker(onEvent: (event: BuildEvent) => void, knownTotal = 0): StepTracker {
  const expected = new Set<string>();
  const open = new Map<string, { index: number; cached: boolean }>();
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
      open.set(key, { index: started.size, cached: false });
      const total = Math.max(expected.size, knownTotal);
      onEvent({ kind: 'step', index: started.size, total, name, cached: false });
    },
    cached(key) {
      const step = open.get(key);
      if (step) step.cached = true;
      close(key);
    },
    done: close,
    latest: () => latest,
  };
}
