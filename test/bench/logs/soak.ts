// The soak of the log view: 8 workers, 2,000 lines a second each, every connection cut each 5 s, 10 minutes (or the
// seconds given). Prints what was lost and doubled against the source, and CPU and memory of the one process that is
// both source and reader. Run with `node test/host/bootstrap.mjs test/bench/logs/soak.ts [seconds]`.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { soak } from '../../support/logSoak';

export async function main(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const seconds = Number(process.argv.at(-1)) || 600;
  let before = process.cpuUsage();
  let beforeMs = Date.now();
  const memory: number[] = [];
  const result = await soak({
    workers: 8,
    linesPerSecond: 2_000,
    seconds,
    cutEveryMs: 5_000,
    onSecond(second, { printed, shown }) {
      if (second % 15 !== 0) return;
      const { user, system } = process.cpuUsage(before);
      const share = (user + system) / 10 / (Date.now() - beforeMs);
      before = process.cpuUsage();
      beforeMs = Date.now();
      // What is in use, not what has not been collected yet.
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      memory.push(heapUsed);
      console.log(
        `${second} s: ${printed} printed, ${shown} shown; CPU ${share.toFixed(0)} % of a core, ` +
          `${megabytes(rss)} resident, ${megabytes(heapUsed)} heap`,
      );
    },
  });
  console.log(JSON.stringify(result));
  console.log(
    `${Math.round(result.printed / result.printedInSeconds).toLocaleString()} lines a second in all.`,
  );
  const half = memory[Math.floor(memory.length / 2)];
  if (half)
    console.log(
      `Memory in use at half time and at the end: ${megabytes(half)}, ${megabytes(memory.at(-1) ?? 0)}`,
    );
  if (result.lost + result.doubled + result.gaps > 0) throw new Error('Lines were lost or doubled.');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MB`;
}
