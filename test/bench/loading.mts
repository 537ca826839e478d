// Drives the loading room over folders of projects: detected, switched, proved by running, refused with reasons,
// crashed; of every switch offered how it was proved, whether it is idempotent, returns, and is as clean as before.
// `npx tsx test/bench/loading.mts [FOLDER…] [--json] [--list] [--detect]`; `--detect` runs nothing. Without a
// folder, over our own fixtures. A file `labels.tsv` in a folder (path, tab, strategy) is what a person read; detection
// is measured against it, and `first-run.txt` is what this bench said when it saw the folder for the first time. The
// folders are only read: everything runs on copies, fenced from network, programs and other files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fixturesFolder } from '../support/loading';
import { examine } from '../support/loadingBench/examine';
import { entriesIn, firstRunOf, labelsIn } from '../support/loadingBench/handlers';
import {
  type Examined,
  listOf,
  overviewOf,
  proofsOf,
  summaryOf,
  tableOf,
} from '../support/loadingBench/table';
import { Prover } from '../support/prover/prover';
import { testPython } from '../support/python';
import { sdkEnvironment } from '../support/pythonEnvironments';

const args = process.argv.slice(2);
const named = args.filter(arg => !arg.startsWith('--'));
const folders = (named.length > 0 ? named : [fixturesFolder]).map(folder => resolve(folder));
const scratch = mkdtempSync(join(tmpdir(), 'bench-loading-'));
const python = await testPython();
const prover = new Prover((await sdkEnvironment('1.12.0')).python);
const targets = args.includes('--detect') ? [] : (['warm', 'lazy'] as const);
const examined: Examined[] = [];
for (const folder of folders) {
  const rows = [];
  for (const path of entriesIn(folder)) {
    const row = await examine({ folder, scratch, path, python, prover, targets });
    rows.push(row);
    if (args.includes('--list')) console.log(listOf([row]));
  }
  const labels = labelsIn(folder);
  examined.push({ folder, rows, labels, firstRun: firstRunOf(folder) });
  if (args.includes('--json')) console.log(JSON.stringify(rows, null, 2));
  console.log(tableOf(rows, labels));
  if (targets.length > 0) console.log(proofsOf(rows));
}
if (examined.length > 1) {
  if (targets.length > 0) console.log(summaryOf(examined.flatMap(one => one.rows)));
  console.log(overviewOf(examined));
}
prover.dispose();
rmSync(scratch, { recursive: true, force: true });
