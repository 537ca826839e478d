// The first part of the emulator's bench: added time and throughput at several concurrencies, Local RunPod and the bare
// loop one after the other, alternating, so that a busy machine is busy for both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoopResult, quantile, runLoop } from './loop';
import { bareSide, benchSdk, localSide } from './sides';

const targets = { medianMs: 2, throughputShare: 0.95 };
const secondsAt = new Map([
  [1, 20],
  [16, 12],
  [64, 12],
]);

/** Prints the table; answers what missed its target. */
export async function loopTable(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-emulator-'));
  const missed: string[] = [];
  console.log(
    `\nOne worker on SDK ${benchSdk}, as many jobs in flight as it has room for (10 to 900 ms each)`,
  );
  console.log(
    'concurrency  side           jobs   jobs/s   added ms: median    p99    max   waited for the SDK: median',
  );
  for (const [concurrency, seconds] of secondsAt) {
    const results = new Map<string, LoopResult>();
    for (const open of [bareSide, localSide]) {
      const side = await open(folder, concurrency);
      const result = await runLoop(side, concurrency, seconds).finally(() => side.stop());
      results.set(side.name, result);
      console.log(lineOf(concurrency, side.name, result));
    }
    missed.push(...misses(concurrency, results));
  }
  rmSync(folder, { recursive: true, force: true });
  return missed;
}

function lineOf(
  concurrency: number,
  name: string,
  { jobs, jobsPerSecond, added, waitedForSdk }: LoopResult,
): string {
  const ms = (value: number) => value.toFixed(2).padStart(7);
  return [
    String(concurrency).padStart(11),
    ` ${name.padEnd(13)}`,
    String(jobs).padStart(5),
    jobsPerSecond.toFixed(2).padStart(8),
    ms(quantile(added, 0.5)).padStart(18),
    ms(quantile(added, 0.99)),
    ms(Math.max(...added)),
    ms(quantile(waitedForSdk, 0.5)).padStart(16),
  ].join(' ');
}

function misses(concurrency: number, results: ReadonlyMap<string, LoopResult>): readonly string[] {
  const local = results.get('Local RunPod');
  const bare = results.get('bare loop');
  if (!local || !bare) return [];
  const median = quantile(local.added, 0.5);
  const share = local.jobsPerSecond / bare.jobsPerSecond;
  console.log(`             Local RunPod has ${(share * 100).toFixed(1)} % of the bare loop's throughput`);
  return [
    ...(median < targets.medianMs
      ? []
      : [`at ${concurrency} the median added is ${median.toFixed(2)} ms, not under 2`]),
    ...(share >= targets.throughputShare
      ? []
      : [`at ${concurrency} it has ${(share * 100).toFixed(1)} % of the throughput`]),
  ];
}
