// What a deployment is going to do, step by step, before it does anything: names, differences, what is built and what
// is left alone. Reads only.
import { basename } from 'node:path';
import { AppError } from '../base/errors';
import type { GraphEndpoint } from '../wire/graphql';
import type { DeployDeps, DeployValues } from './deployContext';
import { type DeploySettings, type DeployStepName, plannedSteps } from './deployRecord';
import { changeFor, findEndpoint, inputFor } from './deployTarget';
import { planImage } from './imagePlan';
import type { FieldChange } from './templateChange';
import { planTemplateUpdate } from './updateTemplate';

export interface PlannedStep {
  readonly name: DeployStepName;
  /** One line: what it will do. */
  readonly does: string;
}

export interface DeployPlan {
  readonly target: string;
  readonly name: string;
  /** Undefined for a new endpoint. */
  readonly endpointId: string | undefined;
  /** What will run; undefined for the process runtime, whose name comes from the content at that moment. */
  readonly image: string | undefined;
  /** What runs now. */
  readonly current: string | undefined;
  readonly steps: readonly PlannedStep[];
  /** Of the template; secret values are masked. Everything, for a new one. */
  readonly changes: readonly FieldChange[];
}

/** Throws `usage` for settings that cannot work; nothing is built, pushed or written. */
export async function planDeploy(
  settings: DeploySettings,
  values: DeployValues,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<DeployPlan> {
  const { cloud, name: target } = deps.target;
  const image = await plannedImage(settings, values, deps, signal);
  const found = await findEndpoint(cloud.endpoints, settings, signal);
  const changes = await templateChanges({ settings, values, facts: { image: image.reference } }, found, deps);
  const about = { settings, image, found, changes };
  const steps = plannedSteps(settings).filter(step => step.state === 'waiting');
  return {
    target,
    name: settings.name,
    endpointId: found?.id,
    image: image.reference,
    current: found?.template?.imageName ?? undefined,
    changes,
    steps: steps.map(({ name }) => ({ name, does: words[name](about) })),
  };
}

interface PlannedImage {
  readonly reference: string | undefined;
  /** The base, when there is one, and whether the engine has it. */
  readonly base?: { readonly reference: string; readonly isBuilt: boolean } | undefined;
}

async function plannedImage(
  { folder, repository, tag, dockerfile, image, runtime }: DeploySettings,
  { buildArgs }: DeployValues,
  { engine, run }: DeployDeps,
  signal: AbortSignal,
): Promise<PlannedImage> {
  if (image || runtime === 'process') return { reference: image };
  if (!repository) {
    throw new AppError('usage', 'No repository is named for the image.', {
      remedy: 'Give one to push to, such as ghcr.io/you/worker, or an image that exists.',
    });
  }
  const plan = await planImage({ folder, repository, tag, dockerfile, buildArgs }, { run }, signal);
  const { reference } = plan.worker;
  if (!plan.base) return { reference };
  const isBuilt = (await engine?.has(plan.base.reference, signal)) ?? false;
  return { reference, base: { reference: plan.base.reference, isBuilt } };
}

async function templateChanges(
  wanted: Parameters<typeof changeFor>[0],
  found: GraphEndpoint | undefined,
  { target }: DeployDeps,
): Promise<readonly FieldChange[]> {
  if (!found?.templateId) return [];
  const update = { templateId: found.templateId, change: changeFor(wanted) };
  return (await planTemplateUpdate(target.cloud, update)).changes;
}

interface About {
  readonly settings: DeploySettings;
  readonly image: PlannedImage;
  readonly found: GraphEndpoint | undefined;
  readonly changes: readonly FieldChange[];
}

const words: Readonly<Record<DeployStepName, (about: About) => string>> = {
  build: ({ settings, image: { reference, base } }) => {
    if (settings.runtime === 'process') return 'Take the folder as it is: Local RunPod runs it as a process.';
    const first =
      base && (base.isBuilt ? ', on the base that is built' : `, after its base ${base.reference}`);
    return `Build ${reference}${first ?? ''}.`;
  },
  push: ({ image: { reference } }) => `Push ${reference}; layers that the registry has are not sent again.`,
  preflight: ({ settings }) =>
    settings.runtime === 'process'
      ? 'Check the code.'
      : 'Check the code and the image: can it be pulled, is it amd64, is its start file there, is there time to start.',
  template: ({ settings, found, changes }) => {
    if (!found) return `Make the template ${settings.name}.`;
    if (changes.length > 0) return `Change the template: ${changes.map(({ field }) => field).join(', ')}.`;
    return settings.runtime === 'process'
      ? 'Change the image in the template, if the folder changed.'
      : 'Leave the template as it is.';
  },
  endpoint: ({ settings, found }) => {
    const { workersMin, workersMax, gpuIds } = inputFor(settings, '', found);
    const size = `${workersMin} to ${workersMax} workers`;
    if (found) return `Keep endpoint ${found.name} (${found.id}), ${size}.`;
    return `Make endpoint ${settings.name}: ${size}, GPUs ${gpuIds}.`;
  },
  rollout: () => 'Follow the workers of the new release until they run it.',
  ping: () => 'Send a ping and wait for the answer.',
  'test job': ({ settings }) =>
    `Send ${basename(settings.testInput ?? '')} as a test job and wait for its result.`,
};
