// The third part of the emulator's bench: memory and CPU at several sizes. Growth is linear or better when a job costs no
// more at the largest size than at the smallest, measurement noise granted.
import { runScale, type ScaleResult } from './scale';

const sizes = [
  [10, 1_000],
  [25, 2_500],
  [50, 5_000],
  [100, 10_000],
] as const;
const grantedGrowth = 1.3;

/** Prints the table; answers what grew faster than the size. */
export async function scaleTable(): Promise<readonly string[]> {
  console.log('\nMany workers and jobs (light workers that speak the worker plane, no Python)');
  console.log('workers    jobs   heap MB    RSS MB   bytes/job   idle CPU %   CPU ms/job   jobs/s');
  const results: ScaleResult[] = [];
  for (const [workers, jobs] of sizes) {
    const result = await runScale(workers, jobs);
    results.push(result);
    console.log(lineOf(result));
  }
  const [smallest, largest] = [results[0], results.at(-1)];
  if (!smallest || !largest) return [];
  const growth = (of: (result: ScaleResult) => number) => of(largest) / of(smallest);
  const grown = [
    ['bytes per queued job', growth(result => result.bytesPerJob)],
    ['CPU per job', growth(result => result.cpuMsPerJob)],
  ] as const;
  for (const [what, times] of grown)
    console.log(`${what}: ${times.toFixed(2)} times that of the smallest size`);
  return grown
    .filter(([, times]) => times > grantedGrowth)
    .map(([what, times]) => `${what} grows ${times.toFixed(2)} times from the smallest to the largest size`);
}

function lineOf(result: ScaleResult): string {
  return [
    String(result.workers).padStart(7),
    String(result.jobs).padStart(7),
    result.heapMb.toFixed(1).padStart(9),
    result.residentMb.toFixed(0).padStart(9),
    result.bytesPerJob.toFixed(0).padStart(11),
    result.idleCpuPercent.toFixed(1).padStart(12),
    result.cpuMsPerJob.toFixed(2).padStart(12),
    result.jobsPerSecond.toFixed(0).padStart(8),
  ].join(' ');
}
