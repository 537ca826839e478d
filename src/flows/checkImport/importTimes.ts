// The tree of imports with their times, from lines in which a module follows what it imported. Kept to what is worth
// reading: the slowest modules, and below each its slowest imports.
import type { ModuleTime } from './importReport';
import type { ImportLine } from './probeEvents';

interface Node extends ImportLine {
  readonly children: readonly Node[];
}

const mostModules = 10;
const mostBelow = 3;
/** Less than this part of the module above is not worth a line. */
const leastPart = 0.1;
const leastSeconds = 0.005;

export function moduleTimes(lines: readonly ImportLine[], most: number = mostModules): ModuleTime[] {
  return slowest(treeOf(lines), most, 0);
}

function treeOf(lines: readonly ImportLine[]): readonly Node[] {
  const open: Node[] = [];
  for (const line of lines) {
    const first = open.findLastIndex(node => node.depth <= line.depth) + 1;
    open.push({ ...line, children: open.splice(first) });
  }
  return open;
}

function slowest(nodes: readonly Node[], most: number, least: number): ModuleTime[] {
  return [...nodes]
    .filter(({ seconds }) => seconds >= Math.max(least, leastSeconds))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, most)
    .map(({ module, seconds, ownSeconds, children }) => ({
      module,
      seconds: rounded(seconds),
      ownSeconds: rounded(ownSeconds),
      slowest: slowest(children, mostBelow, seconds * leastPart),
    }));
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
