// How long the extension takes to activate, by VS Code's own record (Developer: Startup Performance), in the served
// VS Code with the packaged extension; beside it an extension of VS Code's own, so that a slow machine shows as one.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stopAllOnSignal } from '../host/processes';
import { root } from '../support/tree';
import { type Sitting, sitDown } from '../ui/support/sitting';

const rounds = 5;
const limitMs = 50;
const ours = 'runpod-worker-dev.runpod-worker-dev';

interface Activation {
  readonly id: string;
  /** Milliseconds to load the bundle, to run `activate`, and to wait for what it returned. */
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

export async function main(): Promise<void> {
  stopAllOnSignal();
  const records: Activation[][] = [];
  const sitting = await sitDown();
  try {
    for (let round = 0; round < rounds; round++) {
      if (round > 0) await sitting.reload();
      await sitting.workbench.openFile('handler.py');
      records.push(await activations(sitting));
    }
  } finally {
    await sitting.end();
  }
  const total = (one: Activation) => one.load + one.call + one.finish;
  const mine = records.flatMap(list => list.filter(one => one.id === ours));
  const others = records.flatMap(list => list.filter(one => one.id !== ours));
  const median = middle(mine.map(total));
  console.log(`Activation of the extension, ${mine.length} rounds (ms): load + activate + finish`);
  for (const one of mine) console.log(`  ${one.load} + ${one.call} + ${one.finish} = ${total(one)}`);
  console.log(
    `  median ${median}, limit ${limitMs}; VS Code's own extensions: median ${middle(others.map(total))}`,
  );
  await printSizes();
  if (!(median < limitMs)) throw new Error(`Activation took ${median} ms; the limit is ${limitMs} ms.`);
}

/** Reads the table of activations out of VS Code's report. */
async function activations({ workbench }: Sitting): Promise<Activation[]> {
  await workbench.command('Developer: Startup Performance');
  await workbench.tab('Startup Performance').waitFor();
  for (let attempt = 0; attempt < 20; attempt++) {
    const found = parse(await workbench.copyAll());
    if (found.some(one => one.id === ours)) return found;
    await workbench.page.waitForTimeout(500);
  }
  throw new Error('VS Code has no record of the activation of the extension.');
}

/** A line such as `| publisher.name | false | 3 | 12 | 0 | onLanguage:python | ... |`. */
function parse(report: string): Activation[] {
  const cells = report.split('\n').map(line => line.split('|').map(cell => cell.trim()));
  return cells
    .filter(([, id = '', , load]) => /^[\w-]+\.[\w-]+$/.test(id) && /^\d+$/.test(load ?? ''))
    .map(([, id = '', , load, call, finish]) => ({
      id,
      load: Number(load),
      call: Number(call),
      finish: Number(finish),
    }));
}

function middle(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function printSizes(): Promise<void> {
  console.log('Bundles (KB)');
  for (const folder of ['dist', 'dist/webview']) {
    for (const name of (await readdir(join(root, folder)).catch(() => [])).filter(one =>
      /\.(js|wasm|css)$/.test(one),
    )) {
      const { size } = await stat(join(root, folder, name));
      console.log(`  ${String(Math.round(size / 1024)).padStart(5)}  ${folder}/${name}`);
    }
  }
  const { size } = await stat(join(root, '.cache/package/extension.vsix'));
  console.log(`  ${String(Math.round(size / 1024)).padStart(5)}  VSIX`);
}
