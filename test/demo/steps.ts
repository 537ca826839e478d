// The steps between a running Local RunPod and the table of costs, each through the command line, each checked.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PingResult } from '../../src/flows/ping';
import type { LoadingReport } from '../../src/loading/report';
import type { CommandLine } from './commandLine';
import type { DemoEngine } from './engine';
import { type Measured, measure, runTestJob } from './measure';
import { type Narration, seconds } from './narration';

export interface Demo {
  /** In the folder of the worker. */
  readonly cli: CommandLine;
  readonly worker: string;
  readonly narration: Narration;
  /** Only for the container runtime. */
  readonly engine: DemoEngine | undefined;
  /** Name of the endpoint. */
  readonly endpoint: string;
}

interface Deployed {
  readonly endpointId: string;
  readonly image: string;
  readonly release: number | string;
  readonly seconds: Readonly<Record<string, number>>;
}

interface Built {
  readonly reference: string;
  readonly sizeBytes: number;
  readonly base?: { readonly built: boolean; readonly seconds: number };
}

type Strategy = 'warm' | 'lazy';

/** What needs no Local RunPod. */
export async function inspect(demo: Demo): Promise<void> {
  await demo.narration.step('Diagnose the worker', say => diagnose(demo, say));
  await demo.narration.step('Which loading strategy?', say => expectStrategy(demo, 'warm', say));
}

export async function runSteps(demo: Demo): Promise<Record<Strategy, Measured>> {
  const { narration } = demo;
  const original = handlerOf(demo);
  const { endpointId } = await deploy(demo, 'first');
  await narration.step('Ping', say => ping(demo, endpointId, say));
  await narration.step('Test job with the model', say => testJob(demo, endpointId, say));
  await narration.step('Logs of its workers', say => logs(demo, endpointId, say));
  const warm = await narration.step('Measure warm', say => measured(demo, endpointId, say));
  await narration.step('Switch the handler to lazy', async say => {
    say((await demo.cli.run('switch', '--to', 'lazy', '--diff', 'handler.py')).trimEnd());
    await switchTo(demo, 'lazy', say);
  });
  await deploy(demo, 'lazy');
  const lazy = await narration.step('Measure lazy', say => measured(demo, endpointId, say));
  await narration.step('Switch back to warm', async say => {
    await switchTo(demo, 'warm', say);
    say(
      handlerOf(demo) === original
        ? 'the file is what it was, byte for byte'
        : 'the file differs from the sample, see git diff',
    );
  });
  await deploy(demo, 'warm again');
  await narration.step('Ping', say => ping(demo, endpointId, say));
  return { warm, lazy };
}

async function diagnose({ cli }: Demo, say: Say): Promise<void> {
  const { files, diagnostics } = await cli.json<{ files: number; diagnostics: unknown[] }>('check', '.');
  if (files === 0 || diagnostics.length > 0)
    throw new Error(`Unexpected findings: ${JSON.stringify(diagnostics)}`);
  say(`${files} files, nothing found`);
}

async function expectStrategy({ cli }: Demo, expected: Strategy, say: Say): Promise<void> {
  const [report] = await cli.json<LoadingReport[]>('strategy', 'handler.py');
  if (report?.strategy !== expected)
    throw new Error(`handler.py is ${report?.strategy}, not ${expected}: ${report?.reason}`);
  say(`${report.strategy} (${report.shape}): ${report.reason}`);
}

async function deploy(demo: Demo, what: string): Promise<Deployed> {
  const image = demo.engine && (await build(demo, demo.engine, what));
  const title = image
    ? `Deploy the image (${what})`
    : `Deploy the folder itself, no image is needed (${what})`;
  return demo.narration.step(title, async say => {
    const options = image ? ['--runtime', 'container', '--image', image] : ['--runtime', 'process'];
    const where = ['--target', 'local', '--name', demo.endpoint, '--idle-timeout', '5'];
    const deployed = await demo.cli.json<Deployed>('deploy', '.', ...where, ...options);
    const parts = Object.entries(deployed.seconds).map(([part, taken]) => `${part} ${taken.toFixed(1)} s`);
    say(`endpoint ${deployed.endpointId}, release ${deployed.release}, image ${deployed.image}`);
    say(parts.join(', '));
    return deployed;
  });
}

async function build(demo: Demo, engine: DemoEngine, what: string): Promise<string> {
  return demo.narration.step(`Build and push the image (${what})`, async say => {
    const args = Object.entries(engine.buildArgs).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]);
    const repository = ['--repository', engine.repository];
    const built = await demo.cli.json<Built>('build', '.', ...repository, ...args, '--push');
    const base = built.base?.built ? `base built in ${built.base.seconds.toFixed(1)} s` : 'base as it was';
    say(`${built.reference} (${Math.round(built.sizeBytes / 1e6)} MB), ${base}`);
    return built.reference;
  });
}

async function ping({ cli }: Demo, endpoint: string, say: Say): Promise<void> {
  const { ok, reason, workerId, totalMs, runMs } = await cli.json<PingResult>('ping', endpoint);
  if (!ok) throw new Error(`The ping failed: ${reason}`);
  say(`pong from worker ${workerId} in ${Math.round(totalMs)} ms, ${runMs} ms of them in the handler`);
}

async function testJob({ cli }: Demo, endpoint: string, say: Say): Promise<void> {
  const answer = await runTestJob(cli, endpoint);
  say(`test_input.json is a picture; the model read in it (${answer.executionTime} ms):`);
  say((answer.output?.text ?? '').replace(/^/gm, '  | '));
}

async function logs({ cli }: Demo, endpoint: string, say: Say): Promise<void> {
  const text = await cli.run('logs', endpoint);
  const lines = text.trimEnd().split('\n');
  if (!text.includes('Model loaded in')) throw new Error(`The logs lack the line of the model:\n${text}`);
  const shown = lines
    .filter(line => /Model loaded|Serverless Worker|Started|Finished/.test(line))
    .slice(0, 6);
  say(`${lines.length} lines, among them`);
  say(shown.map(line => `  | ${line.slice(0, 140)}`).join('\n'));
}

async function switchTo(demo: Demo, to: Strategy, say: Say): Promise<void> {
  await demo.cli.run('switch', '--to', to, '--write', 'handler.py');
  await expectStrategy(demo, to, say);
}

async function measured(demo: Demo, endpoint: string, say: Say): Promise<Measured> {
  say('waiting until the idle timeout has ended all workers, then one job, then three more');
  const found = await measure(demo.cli, endpoint);
  const { readyMs, firstJobMs, laterJobsMs } = found;
  say(`ready in ${seconds(readyMs)}, first job ${seconds(firstJobMs)}, later jobs ${seconds(laterJobsMs)}`);
  return found;
}

function handlerOf(demo: Demo): string {
  return readFileSync(join(demo.worker, 'handler.py'), 'utf8');
}

type Say = (detail: string) => void;
