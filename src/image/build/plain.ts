// The plain progress of BuildKit's command line: `#8 [2/4] RUN x`, `#8 0.151 text`, `#8 CACHED`, `#8 DONE 0.8s`,
// `#8 ERROR: …`, all on stderr. Steps that only serve the builder ("[internal] …") are not shown.
import { bytesOf } from '../cli/bytes';
import type { BuildEvent } from '../engine';
import { createStepTracker, type StepTracker, type Transfer } from './steps';

const line = /^#(\d+) (.*)$/;
const stepName = /^\[(?!internal\])(?:[^\]]*?\s)?\d+\/\d+\] (.*)$/;
const fetched = /^(sha256:[0-9a-f]+) ([\d.]+)([kMG]?B) \/ ([\d.]+)([kMG]?B)/;
const timed = /^\d+\.\d+ (.*)$/;

export interface PlainReader {
  line(text: string): void;
  lastStep(): string | undefined;
}

export function createPlainReader(onEvent: (event: BuildEvent) => void): PlainReader {
  const tracker = createStepTracker(onEvent);
  const shown = new Set<string>();
  return {
    line(text) {
      const [, key, rest] = line.exec(text) ?? [];
      if (key === undefined || rest === undefined) return;
      const name = stepName.exec(rest)?.[1];
      if (name !== undefined) {
        shown.add(key);
        tracker.start(key, name);
        return;
      }
      if (!shown.has(key)) return;
      tellState(tracker, key, rest);
      const output = timed.exec(rest)?.[1];
      if (output !== undefined) onEvent({ kind: 'output', line: output });
    },
    lastStep: () => tracker.latest(),
  };
}

function tellState(tracker: StepTracker, key: string, rest: string): void {
  if (rest === 'CACHED') tracker.cached(key);
  else if (/^DONE\b/.test(rest)) tracker.done(key);
  const transfer = readTransfer(rest);
  if (transfer) tracker.transfer(key, transfer);
}

/** `sha256:8a49… 3.15MB / 28.23MB 0.2s` */
function readTransfer(rest: string): Transfer | undefined {
  const [, id, current, unit, total, totalUnit] = fetched.exec(rest) ?? [];
  if (id === undefined) return undefined;
  return { id, currentBytes: bytesOf(current, unit), totalBytes: bytesOf(total, totalUnit) };
}
