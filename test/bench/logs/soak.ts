// The soak of the log view: 8 workers, 2,000 lines a second each, every connection cut each 5 s, 10 minutes (or the
// seconds given). Prints what was printed at the source against what was shown, what was lost and doubled, and CPU and
// memory of the one process that is both source and reader. `npm run bench:logs:soak [-- seconds]`.
import { cpus, loadavg } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { soak } from '../../support/logSoak';

const workers = 8;
const linesPerSecond = 2_000;
const reportEverySeconds = 15;
/** Of what is planned: a line that is due at the end is printed a slice later. */
const heldShare = 0.97;
/** Over ten minutes this would be seen. */
const flatMegabytesPerMinute = 2;

interface Sample {
  readonly second: number;
  readonly printed: number;
  readonly shown: number;
  /** Of a core, since the sample before. */
  readonly cpuPercent: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

export async function main(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const seconds = Number(process.argv.at(-1)) || 600;
  const every = Math.max(1, Math.min(reportEverySeconds, Math.floor(seconds / 8)));
  const began = { cpu: process.cpuUsage(), ms: Date.now() };
  let last = began;
  const samples: Sample[] = [];
  const result = await soak({
    workers,
    linesPerSecond,
    seconds,
    cutEveryMs: 5_000,
    onSecond(second, counts) {
      if (second % every !== 0) return;
      // What is in use, not what has not been collected yet.
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      const cpuPercent = shareSince(last);
      last = { cpu: process.cpuUsage(), ms: Date.now() };
      const sample = { second, ...counts, cpuPercent, rssMb: megabytes(rss), heapMb: megabytes(heapUsed) };
      samples.push(sample);
      console.log(told(sample));
    },
  });
  const { printed, printedInSeconds, shown, shownInSeconds, lost, doubled, gaps, reconnects } = result;
  const planned = workers * linesPerSecond;
  const rate = (lines: number, inSeconds: number) => Math.round(lines / inSeconds).toLocaleString('en-US');
  console.log(`printed at the source  ${printed} lines, ${rate(printed, printedInSeconds)} a second`);
  console.log(`shown                  ${shown} lines, ${rate(shown, shownInSeconds)} a second`);
  console.log(`lost ${lost}, doubled ${doubled}, gaps ${gaps}, connections made anew ${reconnects}`);
  console.log(`CPU of source and reader  ${shareSince(began).toFixed(0)} % of a core`);
  for (const quarter of [1, 2, 3, 4]) {
    const sample = samples[Math.ceil((samples.length * quarter) / 4) - 1];
    if (sample) console.log(`after ${quarter}/4  ${told(sample)}`);
  }
  const slope = slopeOf(samples);
  const isFlat = !slope || slope.perMinute - 2 * slope.error < flatMegabytesPerMinute;
  console.log(
    slope
      ? `memory ${isFlat ? 'flat' : 'NOT flat'}: ${slope.perMinute.toFixed(2)} ± ${slope.error.toFixed(2)} MB a minute in use, over the second half`
      : 'memory: too short a run to tell',
  );
  const load = loadavg().map(one => one.toFixed(1));
  console.log(`load average ${load.join(', ')} on ${cpus().length} processors`);
  const problems = [
    lost + doubled + gaps > 0 && 'lines were lost or doubled',
    printed / printedInSeconds < planned * heldShare && `under ${planned} lines a second`,
    !isFlat && 'memory grows',
  ].filter(Boolean);
  if (problems.length > 0) throw new Error(problems.join('; '));
}

function told({ second, printed, shown, cpuPercent, rssMb, heapMb }: Sample): string {
  const counts = `${second} s: ${printed} printed, ${shown} shown`;
  return `${counts}; CPU ${cpuPercent.toFixed(0)} % of a core, ${rssMb.toFixed(0)} MB resident, ${heapMb.toFixed(0)} MB in use`;
}

function shareSince({ cpu, ms }: { readonly cpu: NodeJS.CpuUsage; readonly ms: number }): number {
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 10 / (Date.now() - ms);
}

interface Slope {
  readonly perMinute: number;
  /** Its standard error: what is in use swings by some MB with what is just being read. */
  readonly error: number;
}

/** Of the MB in use, over the second half, when the rows that a session keeps are long full; by least squares. */
function slopeOf(samples: readonly Sample[]): Slope | undefined {
  const half = samples.slice(Math.floor(samples.length / 2));
  if (half.length < 4) return undefined;
  const sum = (pick: (sample: Sample) => number) => half.reduce((total, sample) => total + pick(sample), 0);
  const middle = sum(one => one.second) / half.length;
  const mean = sum(one => one.heapMb) / half.length;
  const spread = sum(one => (one.second - middle) ** 2);
  const slope = sum(one => (one.second - middle) * (one.heapMb - mean)) / spread;
  const rest = sum(one => (one.heapMb - mean - slope * (one.second - middle)) ** 2);
  return { perMinute: slope * 60, error: Math.sqrt(rest / (half.length - 2) / spread) * 60 };
}

function megabytes(bytes: number): number {
  return bytes / 1024 ** 2;
}
