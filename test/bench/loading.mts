// Drives the loading room over a folder of handlers: detected, switched, proved by running, refused with reasons,
// crashed. `npx tsx test/bench/loading.mts [FOLDER] [--json] [--list] [--detect]`; `--detect` runs nothing. Without a folder, over our own fixtures. A file
// `labels.tsv` in the folder (path, tab, strategy) is what a person read; detection is measured against it. The folder
// is only read: everything runs on copies, fenced from network, programs and other files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fixturesFolder } from '../support/loading';
import { examine } from '../support/loadingBench/examine';
import { entriesIn, labelsIn } from '../support/loadingBench/handlers';
import { listOf, tableOf } from '../support/loadingBench/table';
import { Prover } from '../support/prover/prover';
import { testPython } from '../support/python';
import { sdkEnvironment } from '../support/pythonEnvironments';

const args = process.argv.slice(2);
const folder = resolve(args.find(arg => !arg.startsWith('--')) ?? fixturesFolder);
const scratch = mkdtempSync(join(tmpdir(), 'bench-loading-'));
const python = await testPython();
const prover = new Prover((await sdkEnvironment('1.12.0')).python);
const rows = [];
const targets = args.includes('--detect') ? [] : (['warm', 'lazy'] as const);
for (const path of entriesIn(folder)) {
  const row = await examine({ folder, scratch, path, python, prover, targets });
  rows.push(row);
  if (args.includes('--list')) console.log(listOf([row]));
}
prover.dispose();
rmSync(scratch, { recursive: true, force: true });

if (args.includes('--json')) console.log(JSON.stringify(rows, null, 2));
console.log(tableOf(rows, labelsIn(folder)));
