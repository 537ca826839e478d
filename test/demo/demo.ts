// `npm run demo`: the main job of a worker developer without a window, on the parts that the editor uses, step by step:
// new worker, check, Local RunPod, build, deploy, ping, test job, logs, lazy, warm again, and what each costs.
// Ends with 0 only if every step did what it says. `--runtime container` builds and runs real images.
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/base/clock';
import { startLocalRunPod, stopLocalRunPod } from '../../src/flows/localRunPod';
import { npm, stopAllOnSignal } from '../host/processes';
import { prepareSamplePython } from '../host/sampleWorker';
import { root } from '../support/tree';
import { CommandLine, demoEnvironment } from './commandLine';
import { type DemoEngine, startDemoEngine } from './engine';
import type { Measured } from './measure';
import { Narration, seconds, table } from './narration';
import { processesOf } from './processTable';
import { inspect, runSteps } from './steps';

type Runtime = 'process' | 'container';

interface World {
  readonly folder: string;
  readonly narration: Narration;
  /** Where Local RunPod keeps its state. */
  readonly state: string;
  readonly environment: Record<string, string>;
  engine?: DemoEngine;
}

export async function main(): Promise<void> {
  const runtime = readRuntime();
  const narration = new Narration(text => process.stdout.write(text));
  // The process table shows real paths, and macOS keeps its temporary folder behind a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'runpod-demo-')));
  const state = join(folder, 'state');
  const world: World = { folder, state, narration, environment: demoEnvironment(state) };
  stopAllOnSignal(async () => {
    await stopLocalRunPod(state, { clock: systemClock });
    await world.engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  narration.say(
    `RunPod Worker Dev, from a new worker to measured jobs. Runtime: ${runtime}. Folder: ${folder}.`,
  );
  const failures: unknown[] = [];
  const note = (error: unknown) => failures.push(error);
  const costs = await runDemo(runtime, world).catch(note);
  await cleanUp(world).catch(note);
  if (failures.length === 0 && typeof costs === 'object') {
    narration.say(
      `\n${costTable(costs)}${busyNote()}\n\nAll steps succeeded in ${seconds(narration.elapsedMs)}.`,
    );
    return;
  }
  for (const failure of failures)
    narration.say(`\n${failure instanceof Error ? failure.message : String(failure)}`);
  narration.say('\nThe demo failed.');
  process.exitCode = 1;
}

async function runDemo(runtime: Runtime, world: World) {
  const { folder, narration, environment } = world;
  await narration.step('Bundle the tools', async () => {
    await npm(['run', '--silent', 'build'], { cwd: root });
  });
  if (runtime === 'container') {
    world.engine = await narration.step('Start a Docker engine and a registry of our own', say =>
      startDemoEngine(say),
    );
    Object.assign(environment, world.engine.environment);
  }
  const worker = join(folder, 'receipts');
  await narration.step('New worker from the sample', async say => {
    await new CommandLine(folder, environment).run('new', worker, '--name', 'receipts');
    say(`${worker}: ${readFileSync(join(worker, 'handler.py'), 'utf8').split('\n')[0]?.replaceAll('"', '')}`);
  });
  const cli = new CommandLine(worker, environment);
  const demo = { cli, worker, narration, engine: world.engine, endpoint: 'receipts' };
  await inspect(demo);
  if (runtime === 'process') {
    await narration.step(
      'A Python environment for the worker (takes minutes once, is kept for the next time)',
      say =>
        prepareSamplePython(worker, environment, line => {
          if (/^(create|pip|waiting)/.test(line)) say(line);
        }),
    );
  }
  await narration.step('Start Local RunPod', async say => {
    const options = { stateFolder: world.state, emulatorScript: join(root, 'dist', 'emulator.js'), runtime };
    const info = await startLocalRunPod(options, { clock: systemClock, env: environment });
    say(`answers at ${info.url}`);
  });
  return runSteps(demo);
}

async function cleanUp({ folder, narration, environment, engine }: World): Promise<void> {
  await narration.step('Stop everything', async say => {
    try {
      await new CommandLine(folder, environment).run('local', 'down');
      await engine?.stop();
      const left = processesOf(folder);
      if (left.length > 0) throw new Error(`Processes are left behind:\n${left.join('\n')}`);
      say('no process is left');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function costTable(costs: { readonly warm: Measured; readonly lazy: Measured }): string {
  const row = (name: string, pick: (measured: Measured) => number) => [
    name,
    seconds(pick(costs.warm)),
    seconds(pick(costs.lazy)),
  ];
  return table([
    ['measured in this run', 'warm', 'lazy'],
    row('worker ready, from none', measured => measured.readyMs),
    row('first job', measured => measured.firstJobMs),
    row('later jobs', measured => measured.laterJobsMs),
    row('first answer in all', measured => measured.readyMs + measured.firstJobMs),
  ]);
}

/** Figures of a busy machine say more about its other work than about the strategies. */
function busyNote(): string {
  const [load = 0] = loadavg();
  if (load <= availableParallelism()) return '';
  return `\n(This machine is busy, load ${load.toFixed(1)} on ${availableParallelism()} cores: the figures are noisy.)`;
}

function readRuntime(): Runtime {
  const { values } = parseArgs({ options: { runtime: { type: 'string', default: 'process' } } });
  if (values.runtime === 'process' || values.runtime === 'container') return values.runtime;
  throw new Error('--runtime takes process or container.');
}
