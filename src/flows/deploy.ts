// A deployment as a plan of steps that can be taken up again: each step leaves its findings in the journal before the
// next begins, and each can be repeated without harm. A failure says what is deployed now and how to get back.
import { randomUUID } from 'node:crypto';
import { isoTime } from '../base/clock';
import { AppError, cancelled, explain, isCancelled } from '../base/errors';
import { secondsSince } from './buildSteps';
import type {
  DeployDeps,
  DeployStep,
  DeployValues,
  StepContext,
  StepOutcome,
  TestJobResult,
} from './deployContext';
import { build, push } from './deployImage';
import { preflight } from './deployPreflight';
import {
  type DeployFacts,
  type DeployRecord,
  type DeploySettings,
  type DeployStepName,
  plannedSteps,
  secondsOf,
  standing,
} from './deployRecord';
import { endpoint, template } from './deployTarget';
import { testJob } from './deployTestJob';
import { verdictOf } from './deployVerdict';
import { ping, rollout } from './deployWorkers';
import type { PingResult } from './ping';
import { type SplitSavings, splitSavings } from './splitSavings';

export interface DeployResult {
  /** For the journal. */
  readonly id: string;
  readonly endpointId: string;
  readonly templateId: string;
  readonly image: string;
  readonly release: number | undefined;
  /** By step, in the order they ran. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly ping: PingResult | undefined;
  /** Undefined when none was wanted. */
  readonly testJob: TestJobResult | undefined;
  /** What the base saved, when it was there. */
  readonly savings: SplitSavings | undefined;
  /** One sentence: what is known to work now. */
  readonly verdict: string;
  /** What ran before; undefined for a new endpoint. */
  readonly previous: DeployFacts['previous'];
  readonly warnings: readonly string[];
}

const steps: Readonly<Record<DeployStepName, DeployStep>> = {
  build,
  push,
  preflight,
  template,
  endpoint,
  rollout,
  ping,
  'test job': testJob,
};

/** What failed, with where the deployment stands now; `record` is what the journal holds. */
export class DeployFailure extends AppError {
  constructor(
    cause: unknown,
    readonly step: DeployStepName,
    readonly record: DeployRecord,
  ) {
    const { kind, message, remedy, detail } = explain(cause);
    const what = kind === 'cancelled' ? 'The deployment was cancelled' : message.replace(/\.$/, '');
    super(kind, `${what} (step ${step}). ${standing(record)}`, { remedy, detail, cause });
  }
}

/** Throws a DeployFailure; `usage` when the settings cannot work, before anything is done. */
export async function deploy(
  settings: DeploySettings,
  values: DeployValues,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<DeployResult> {
  checkSettings(settings);
  const nowMs = deps.clock.now();
  const record: DeployRecord = {
    format: 1,
    id: `${isoTime(nowMs).slice(0, 19).replace(/[:T]/g, '-')}-${randomUUID().slice(0, 8)}`,
    target: deps.target.name,
    startedMs: nowMs,
    updatedMs: nowMs,
    settings,
    envNames: Object.keys(values.env ?? {}),
    buildArgNames: Object.keys(values.buildArgs ?? {}),
    steps: plannedSteps(settings),
    facts: settings.image ? { image: settings.image } : {},
    outcome: 'running',
    owner: process.pid,
  };
  return run(record, values, deps, signal);
}

/**
 * Takes up a deployment where it stopped. Values of variables are not in the journal: throws `usage` when one is
 * needed again and not given.
 */
export async function resumeDeploy(
  record: DeployRecord,
  values: DeployValues,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<DeployResult> {
  if (record.target !== deps.target.name) {
    throw new AppError('usage', `That deployment was for ${record.target}, not for ${deps.target.name}.`);
  }
  const open = (name: DeployStepName) =>
    record.steps.some(step => step.name === name && step.state !== 'done' && step.state !== 'skipped');
  const missing = [
    ...(open('template') ? record.envNames.filter(name => values.env?.[name] === undefined) : []),
    ...(open('build') ? record.buildArgNames.filter(name => values.buildArgs?.[name] === undefined) : []),
  ];
  if (missing.length > 0) {
    throw new AppError('usage', `The values of ${missing.join(', ')} are not kept and are needed again.`, {
      remedy: 'Give them, or deploy anew.',
    });
  }
  const again = record.steps.map(step =>
    step.state === 'running' || step.state === 'failed' ? { ...step, state: 'waiting' as const } : step,
  );
  return run(
    {
      ...record,
      steps: again,
      facts: { ...record.facts, gone: undefined },
      outcome: 'running',
      owner: process.pid,
      failure: undefined,
    },
    values,
    deps,
    signal,
  );
}

async function run(
  start: DeployRecord,
  values: DeployValues,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<DeployResult> {
  let record = start;
  const earlier = await deps.journal.list();
  let results: Pick<StepOutcome, 'ping' | 'testJob'> = {};
  const write = async (change: Partial<DeployRecord>) => {
    record = { ...record, ...change, updatedMs: deps.clock.now() };
    await deps.journal.save(record);
  };
  await write({});
  for (const { name, state } of start.steps) {
    if (state !== 'waiting') continue;
    const startMs = deps.clock.now();
    await write({ steps: withStep(record, name, { state: 'running' }) });
    deps.onStep?.({ name, state: 'running' });
    const note = (facts: DeployFacts) => write({ facts: { ...record.facts, ...facts } });
    const context: StepContext = {
      settings: start.settings,
      values,
      facts: record.facts,
      deps,
      signal,
      note,
    };
    try {
      if (signal.aborted) throw cancelled();
      const outcome = await steps[name](context);
      results = { ...results, ...pick(outcome) };
      const seconds = secondsSince(startMs, deps.clock);
      await write({
        steps: withStep(record, name, { state: 'done', seconds }),
        facts: { ...record.facts, ...outcome.facts },
      });
    } catch (error) {
      await write({
        steps: withStep(record, name, { state: 'failed', seconds: secondsSince(startMs, deps.clock) }),
        outcome: isCancelled(error) ? 'cancelled' : 'failed',
        failure: explain(error).message,
      });
      throw new DeployFailure(error, name, record);
    }
    deps.onStep?.({ name, state: 'done' });
  }
  await write({ outcome: 'done' });
  return resultOf(record, results, earlier);
}

function withStep(
  record: DeployRecord,
  name: DeployStepName,
  change: Pick<DeployRecord['steps'][number], 'state' | 'seconds'>,
): DeployRecord['steps'] {
  return record.steps.map(step => (step.name === name ? { ...step, ...change } : step));
}

function pick({ ping: pinged, testJob: tested }: StepOutcome): Pick<StepOutcome, 'ping' | 'testJob'> {
  return { ...(pinged && { ping: pinged }), ...(tested && { testJob: tested }) };
}

function resultOf(
  record: DeployRecord,
  results: Pick<StepOutcome, 'ping' | 'testJob'>,
  earlier: readonly DeployRecord[],
): DeployResult {
  const { endpointId, templateId, image, release, previous, warnings = [] } = record.facts;
  if (!endpointId || !templateId || !image)
    throw new AppError('internal', 'The deployment ended without an endpoint.');
  return {
    id: record.id,
    endpointId,
    templateId,
    image,
    release,
    seconds: secondsOf(record),
    ping: results.ping,
    testJob: results.testJob,
    savings: splitSavings(
      record,
      earlier.filter(({ id }) => id !== record.id),
    ),
    verdict: verdictOf(record, results),
    previous,
    warnings,
  };
}

function checkSettings({ name, runtime, repository, image }: DeploySettings): void {
  if (name.trim().length < 3)
    throw new AppError('usage', 'The name of an endpoint needs at least 3 characters.');
  if (runtime === 'container' && !repository && !image) {
    throw new AppError('usage', 'No repository is named for the image.', {
      remedy: 'Give one to push to, such as ghcr.io/you/worker, or an image that exists.',
    });
  }
  if (runtime === 'process' && image) {
    throw new AppError('usage', 'The process runtime deploys a folder, not an image.', {
      remedy: 'Use the container runtime.',
    });
  }
}
