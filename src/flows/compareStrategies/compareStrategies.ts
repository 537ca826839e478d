// Warm against lazy, measured: both variants of a worker in temporary copies, on a Local RunPod of their own, started
// cold in turns so that a machine that slows down slows both. Copies, workers and that Local RunPod are gone afterwards,
// however it ends.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import type { Cloud } from '../../api/cloud';
import type { ReadUsage } from '../../api/localUsage';
import type { Clock } from '../../base/clock';
import { AppError, cancelled, explain, isCancelled } from '../../base/errors';
import type { Comparison, VariantFigures } from '../../protocol/comparison';
import { folderImagePrefix } from '../../wire/folderImage';
import type { LocalRunPodInfo } from '../../wire/localRunPod';
import type { StrategyDeps } from '../strategy';
import { figuresOf } from './figures';
import { type MeasureDeps, measureStart, type Start } from './measureStart';
import { planVariants, type Variant, type Variants, writeVariant } from './variants';

export interface CompareRequest {
  /** Absolute path of the handler file, and of its worker folder. */
  readonly path: string;
  readonly folder: string;
  /** The job that is sent again and again; one that the handler answers. */
  readonly request: { readonly input: unknown };
  /** Cold starts per variant, and jobs after the first in each. */
  readonly starts: number;
  readonly laterJobs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly initTimeoutMs: number;
  readonly executionTimeoutMs: number;
}

export interface CompareDeps extends StrategyDeps {
  readonly clock: Clock;
  /** Starts a Local RunPod in a state folder that is nobody else's. */
  readonly startLocal: (stateFolder: string, signal: AbortSignal) => Promise<LocalRunPodInfo>;
  readonly stopLocal: (stateFolder: string) => Promise<unknown>;
  readonly connect: (info: LocalRunPodInfo) => { readonly cloud: Cloud; readonly usage: ReadUsage };
  readonly onUpdate?: (update: CompareUpdate) => void;
}

export interface CompareUpdate {
  readonly message: string;
  /** 0..1 */
  readonly fraction: number;
  readonly comparison: Comparison;
}

/** A variant and what was measured of it. */
interface Contestant {
  readonly variant: Variant;
  readonly endpointId: string;
  readonly starts: Start[];
  failure: string | undefined;
}

/** The process runtime starts a worker a second after another; its Python environment may have to be made first. */
const patienceMs = 15 * 60_000;

/**
 * Throws `refused` when a variant cannot be made, `remote` when neither variant answers the job, `cancelled`. A variant
 * that fails while the other works is an answer.
 */
export async function compareStrategies(
  request: CompareRequest,
  deps: CompareDeps,
  signal: AbortSignal,
): Promise<Comparison> {
  const variants = await planVariants(request.path, request.folder, { ...deps, signal });
  const room = await mkdtemp(join(tmpdir(), 'runpod-compare-'));
  const stateFolder = join(room, 'state');
  try {
    tell(deps, { message: 'Starting a Local RunPod for the comparison', fraction: 0, request, variants });
    const { cloud, usage } = deps.connect(await deps.startLocal(stateFolder, signal));
    const contestants: Contestant[] = [];
    for (const variant of variants.all) {
      const folder = join(room, variant.strategy);
      await writeVariant(variant, request.folder, folder);
      if (signal.aborted) throw cancelled();
      const endpointId = await makeEndpoint({ cloud, request, variants, variant, folder }, signal);
      contestants.push({ variant, endpointId, starts: [], failure: undefined });
    }
    const { clock } = deps;
    await measureAll({ request, variants, contestants, deps, measure: { cloud, usage, clock } }, signal);
    return comparisonOf(request, variants, contestants);
  } finally {
    await deps.stopLocal(stateFolder).catch(() => undefined);
    await rm(room, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Race {
  readonly request: CompareRequest;
  readonly variants: Variants;
  readonly contestants: readonly Contestant[];
  readonly deps: CompareDeps;
  readonly measure: MeasureDeps;
}

async function measureAll(race: Race, signal: AbortSignal): Promise<void> {
  const { contestants, request, variants, deps, measure } = race;
  const plan = (one: Contestant, laterJobs: number) => {
    const timeoutMs = request.initTimeoutMs + request.executionTimeoutMs + patienceMs;
    return { endpointId: one.endpointId, request: request.request, laterJobs, timeoutMs };
  };
  const all = request.starts * contestants.length + 1;
  const told = (message: string, done: number) =>
    tell(deps, { message, fraction: done / all, request, variants, contestants });
  const [written] = contestants;
  // Packages and weights come from the disk only once: whoever starts first would pay for both.
  told('Warming up: one start that is not counted', 0.3);
  if (written) await attempt(written, () => measureStart(plan(written, 0), measure, signal));
  for (let round = 0; round < request.starts; round++) {
    const turn = round % 2 === 0 ? contestants : [...contestants].reverse();
    for (const [index, one] of turn.entries()) {
      if (one.failure !== undefined) continue;
      const words = `${one.variant.strategy}, cold start ${round + 1} of ${request.starts}`;
      told(words.charAt(0).toUpperCase() + words.slice(1), 1 + round * turn.length + index);
      await attempt(one, async () => {
        one.starts.push(await measureStart(plan(one, request.laterJobs), measure, signal));
      });
    }
  }
  told('Measured', all);
  if (contestants.every(({ failure }) => failure !== undefined)) throw neither(contestants);
}

/** A variant that fails is out, and says why; the other goes on. */
async function attempt(one: Contestant, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isCancelled(error)) throw error;
    const { message, detail } = explain(error);
    one.failure = [message, detail].filter(Boolean).join('\n');
  }
}

function neither(contestants: readonly Contestant[]): AppError {
  const told = contestants.map(({ variant, failure }) => `${variant.strategy}: ${failure}`).join('\n');
  return new AppError(
    'remote',
    `Neither variant answered its test job. ${contestants[0]?.failure?.split('\n', 1)[0] ?? ''}`.trim(),
    {
      remedy: 'Run a test job on Local RunPod first: the comparison needs an input that the handler answers.',
      detail: told,
    },
  );
}

interface EndpointPlan {
  readonly cloud: Cloud;
  readonly request: CompareRequest;
  readonly variants: Variants;
  readonly variant: Variant;
  readonly folder: string;
}

async function makeEndpoint(plan: EndpointPlan, signal: AbortSignal): Promise<string> {
  const { cloud, request, variants, variant, folder } = plan;
  const name = `compare-${variant.strategy}`;
  const env = { ...request.env, RUNPOD_INIT_TIMEOUT: String(Math.ceil(request.initTimeoutMs / 1000)) };
  const cmd = ['python', '-u', variants.handler.split(sep).join('/')];
  const template = await cloud.templates.save(
    {
      name,
      imageName: `${folderImagePrefix}${folder}@${name}`,
      dockerArgs: JSON.stringify({ cmd }),
      env: Object.entries(env).map(([key, value]) => ({ key, value })),
      containerDiskInGb: 20,
      volumeInGb: 0,
      isServerless: true,
      containerRegistryAuthId: '',
    },
    signal,
  );
  const endpoint = await cloud.endpoints.save(
    {
      name,
      templateId: template.id,
      gpuIds: 'AMPERE_16',
      gpuCount: 1,
      workersMin: 0,
      workersMax: 0,
      // Longer than any pause between two jobs of one start.
      idleTimeout: 3600,
      scalerType: 'QUEUE_DELAY',
      scalerValue: 4,
      executionTimeoutMs: request.executionTimeoutMs,
      locations: '',
      networkVolumeId: '',
      flashBootType: 'OFF',
    },
    signal,
  );
  return endpoint.id;
}

interface Told {
  readonly message: string;
  readonly fraction: number;
  readonly request: CompareRequest;
  readonly variants: Variants;
  readonly contestants?: readonly Contestant[];
}

function tell(
  { onUpdate }: CompareDeps,
  { message, fraction, request, variants, contestants = [] }: Told,
): void {
  onUpdate?.({ message, fraction, comparison: comparisonOf(request, variants, contestants) });
}

function comparisonOf(
  { starts, laterJobs }: CompareRequest,
  { current, handler }: Variants,
  contestants: readonly Contestant[],
): Comparison {
  const variants: VariantFigures[] = contestants
    .map(one => figuresOf(one.variant, one.starts, one.failure))
    .sort((a, b) => (a.strategy < b.strategy ? 1 : -1));
  return { handler, current, starts, laterJobs, variants };
}
