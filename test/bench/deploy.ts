// `npm run bench:deploy`: the worker sample deployed to Local RunPod in containers, for the first time and after a change
// of the handler alone; once from one Dockerfile as most people write it, once from base + handler. Same run, same
// machine, an engine and a registry of their own for each. Seconds are of build and push; bytes are uncompressed.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy } from '../../src/flows/deploy';
import type { DeploySettings } from '../../src/flows/deployRecord';
import { stopAllOnSignal } from '../host/processes';
import { startLocalTarget } from '../support/engine/localRunPod';
import { startEngine } from '../support/engine/startEngine';
import { root } from '../support/tree';

/** How many times less the second must be, in both. */
const goal = 5;

interface Figures {
  readonly seconds: number;
  readonly bytes: number;
  /** From start to an answered ping. */
  readonly whole: number;
}

interface Variant {
  readonly name: string;
  readonly prepare: (folder: string) => void;
}

const variants: readonly Variant[] = [
  { name: 'one Dockerfile', prepare: writeOneDockerfile },
  { name: 'base + handler', prepare: () => undefined },
];

export async function main(): Promise<void> {
  stopAllOnSignal();
  const rows: [string, Figures, Figures][] = [];
  for (const variant of variants) rows.push([variant.name, ...(await measure(variant))]);
  console.log('\nBuild and push of worker-sample      first deploy           handler changed');
  for (const [name, first, second] of rows)
    console.log(`  ${name.padEnd(30)} ${inWords(first)}   ${inWords(second)}`);
  const [[, , one], [, firstSplit, split]] = rows as [(typeof rows)[0], (typeof rows)[0]];
  const against = (title: string, other: Figures) => {
    const [time, bytes] = [other.seconds / split.seconds, other.bytes / Math.max(1, split.bytes)];
    console.log(`  ${title}: ${time.toFixed(1)} times the seconds, ${Math.round(bytes)} times the bytes`);
    return time >= goal && bytes >= goal;
  };
  const isFine = [
    against('one Dockerfile after the same change', one),
    against('its own first deploy', firstSplit),
  ].every(Boolean);
  if (!isFine) throw new Error(`base + handler is not ${goal} times less in both.`);
}

async function measure({ name, prepare }: Variant): Promise<[Figures, Figures]> {
  const engine = await startEngine();
  const folder = join(engine.folder, 'worker-sample');
  cpSync(join(root, 'worker-sample'), folder, { recursive: true });
  const base = await engine.imageWithWheels(join(folder, 'requirements.txt'));
  prepare(folder);
  const local = await startLocalTarget(await engine.engine(), join(engine.folder, 'state'));
  const settings: DeploySettings = {
    folder,
    runtime: 'container',
    name: 'ocr',
    repository: `${engine.registry.host}/me/ocr`,
    workersMax: 1,
  };
  const buildArgs = { BASE_IMAGE: base, REQUIREMENTS: 'requirements.txt' };
  const go = async (what: string): Promise<Figures> => {
    const { id, seconds, ping } = await deploy(
      settings,
      { buildArgs },
      local.deps,
      new AbortController().signal,
    );
    if (!ping?.ok) throw new Error(`${name}, ${what}: the ping was not answered.`);
    const bytes = (await local.deps.journal.load(id))?.facts.pushedBytes ?? Number.NaN;
    console.log(`${name}, ${what}: ${JSON.stringify(seconds)}, ${bytes} bytes pushed`);
    const whole = Object.values(seconds).reduce((sum, each) => sum + each, 0);
    return { seconds: (seconds.build ?? 0) + (seconds.push ?? 0), bytes, whole };
  };
  try {
    const first = await go('first deploy');
    const handler = join(folder, 'handler.py');
    writeFileSync(
      handler,
      readFileSync(handler, 'utf8').replace('{"pong": True}', '{"pong": True, "version": 2}'),
    );
    return [first, await go('handler changed')];
  } finally {
    await local.stop();
    await engine.stop();
  }
}

/** The same steps in one file, the code first, as `COPY . .` and `pip install` usually stand. */
function writeOneDockerfile(folder: string): void {
  const base = readFileSync(join(folder, 'Dockerfile.base'), 'utf8');
  const install = base.slice(0, base.indexOf('COPY $'));
  const rest = ['WORKDIR /app', 'COPY . .', 'RUN python3 -m pip install -r requirements.txt'];
  writeFileSync(
    join(folder, 'Dockerfile'),
    `${install}\n${rest.join('\n')}\nCMD ["python3", "-u", "handler.py"]\n`,
  );
  rmSync(join(folder, 'Dockerfile.base'));
}

function inWords({ seconds, bytes, whole }: Figures): string {
  const size = bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(0)} MB`;
  return `${seconds.toFixed(1).padStart(6)} s ${size.padStart(8)} (${whole.toFixed(0)} s)`;
}
