// The times of imports, from lines in which a module follows what it imported. Kept to what is worth reading: the modules
// that the worker's own code imports, slowest first, and for each the modules below it whose own code took longest.
import type { ModuleTime } from './importReport';
import type { ImportLine } from './probeEvents';

const mostModules = 10;
const mostBelow = 3;
/** Less than this part of the module above is not worth a line. */
const leastPart = 0.1;
const leastSeconds = 0.005;

interface Top {
  readonly line: ImportLine;
  readonly below: readonly ImportLine[];
}

export function moduleTimes(lines: readonly ImportLine[], most: number = mostModules): ModuleTime[] {
  return topsOf(lines)
    .filter(({ line }) => line.seconds >= leastSeconds)
    .sort((a, b) => b.line.seconds - a.line.seconds)
    .slice(0, most)
    .map(({ line, below }) => ({
      module: line.module,
      seconds: rounded(line.seconds),
      ownSeconds: rounded(line.ownSeconds),
      slowest: below
        .filter(({ ownSeconds }) => ownSeconds >= Math.max(line.seconds * leastPart, leastSeconds))
        .sort((a, b) => b.ownSeconds - a.ownSeconds)
        .slice(0, mostBelow)
        .map(({ module, ownSeconds }) => ({ module, ownSeconds: rounded(ownSeconds) })),
    }));
}

/** The outermost modules, each with everything that was imported for it. */
function topsOf(lines: readonly ImportLine[]): Top[] {
  const open: Top[] = [];
  for (const line of lines) {
    const first = open.findLastIndex(top => top.line.depth <= line.depth) + 1;
    const inner = open.splice(first);
    open.push({ line, below: inner.flatMap(top => [...top.below, top.line]) });
  }
  return open;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
