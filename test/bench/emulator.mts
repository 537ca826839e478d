// What Local RunPod costs, in one run: the time it adds to the SDK's own job loop and its throughput beside a bare server
// that only feeds that loop; the job API beside the SDK's own `--rp_serve_api`; memory and CPU with up to 100 workers
// and 10,000 jobs. `npm run bench:emulator [-- loop|operations|scale]`; exit 1 when a figure misses its target.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { loopTable } from '../support/emulatorBench/loopTable';
import { operationTable } from '../support/emulatorBench/operationTable';
import { scaleTable } from '../support/emulatorBench/scaleTable';
import { root } from '../support/tree';

execFileSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root });

const parts = { loop: loopTable, operations: operationTable, scale: scaleTable };
type Part = keyof typeof parts;

const asked = process.argv.slice(2).filter((arg): arg is Part => arg in parts);
const missed: string[] = [];
for (const part of asked.length > 0 ? asked : (Object.keys(parts) as Part[]))
  missed.push(...(await parts[part]()));
for (const line of missed) console.log(`MISSED: ${line}`);
process.exitCode = missed.length > 0 ? 1 : 0;
