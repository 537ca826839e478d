// Where a deployment stands, written down after every step, so that a window that was reloaded, or a machine that
// went off, finds the truth. Names of variables are kept, their values never.
import * as z from 'zod';

export const deployStepNames = [
  'build',
  'push',
  'preflight',
  'template',
  'endpoint',
  'rollout',
  'ping',
  'test job',
] as const;
export type DeployStepName = (typeof deployStepNames)[number];

export const deploySettingsSchema = z.object({
  /** Absolute path of the worker folder. */
  folder: z.string(),
  runtime: z.enum(['process', 'container']),
  /** The endpoint to make or update. */
  name: z.string(),
  /** The endpoint to update, when it is known by more than its name. */
  endpointId: z.string().optional(),
  /** Without a tag; needed for the container runtime unless `image` is given. */
  repository: z.string().optional(),
  tag: z.string().optional(),
  dockerfile: z.string().optional(),
  /** An image that exists already: nothing is built or pushed. */
  image: z.string().optional(),
  gpuIds: z.string().optional(),
  workersMin: z.int().optional(),
  workersMax: z.int().optional(),
  /** Seconds. */
  idleTimeout: z.int().optional(),
  /** Container disk in GB. */
  diskGb: z.int().optional(),
  /** Absolute path of a job to send at the end. */
  testInput: z.string().optional(),
  /** RunPod's credential for a private registry. */
  registryCredentialId: z.string().optional(),
});
export type DeploySettings = z.infer<typeof deploySettingsSchema>;

const stepSchema = z.object({
  name: z.enum(deployStepNames),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  seconds: z.number().optional(),
});

export const deployFactsSchema = z.object({
  image: z.string().optional(),
  /** What the image was built on here, when it has a base of its own. */
  baseImage: z.string().optional(),
  /** Whether the base had to be built in this deployment. */
  baseBuilt: z.boolean().optional(),
  imageDigest: z.string().optional(),
  compressedBytes: z.number().optional(),
  pushedBytes: z.number().optional(),
  /** What a worker is given to start. */
  initTimeoutSeconds: z.number().optional(),
  /** What the image asks its host for, such as `12.8`. */
  cuda: z.string().optional(),
  templateId: z.string().optional(),
  endpointId: z.string().optional(),
  /** What ran before the template was written; absent for a new endpoint. */
  previous: z.object({ image: z.string().optional(), release: z.int().optional() }).optional(),
  /** Whether the template was written in this deployment. */
  templateWritten: z.boolean().optional(),
  /** What was written is not there any more. */
  gone: z.boolean().optional(),
  release: z.int().optional(),
  warnings: z.array(z.string()).optional(),
});
export type DeployFacts = z.infer<typeof deployFactsSchema>;

export const deployRecordSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  /** Name of the target, such as `local`. */
  target: z.string(),
  /** ms since the epoch. */
  startedMs: z.number(),
  updatedMs: z.number(),
  settings: deploySettingsSchema,
  envNames: z.array(z.string()),
  buildArgNames: z.array(z.string()),
  steps: z.array(stepSchema),
  facts: deployFactsSchema,
  outcome: z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  /** The process that works on it; when it is gone while the outcome is `running`, the deployment was interrupted. */
  owner: z.int().optional(),
  failure: z.string().optional(),
});
export type DeployRecord = z.infer<typeof deployRecordSchema>;

/** Where records are kept, one for each deployment. */
export interface DeployJournal {
  save(record: DeployRecord): Promise<void>;
  load(id: string): Promise<DeployRecord | undefined>;
  /** Newest first. */
  list(): Promise<readonly DeployRecord[]>;
}

/** Which steps a deployment has, given what it deploys. */
export function plannedSteps({ runtime, image, testInput }: DeploySettings): DeployRecord['steps'] {
  const skipped = new Set<DeployStepName>(image ? ['build', 'push'] : runtime === 'process' ? ['push'] : []);
  if (testInput === undefined) skipped.add('test job');
  return deployStepNames.map(name => ({ name, state: skipped.has(name) ? 'skipped' : 'waiting' }));
}

export function secondsOf(record: DeployRecord): Record<string, number> {
  return Object.fromEntries(
    record.steps.flatMap(step => (step.seconds === undefined ? [] : [[step.name, step.seconds]])),
  );
}

/** What is on RunPod because of this deployment, and how to get back, as sentences. */
export function standing({ facts, settings }: DeployRecord): string {
  const { endpointId, previous, templateWritten, image, gone } = facts;
  if (gone) return 'What it made on RunPod is not there any more.';
  const endpoint = `endpoint ${settings.name}${endpointId ? ` (${endpointId})` : ''}`;
  if (!templateWritten) {
    if (endpointId && facts.release !== undefined)
      return `Nothing had to change: ${endpoint} already has this image.`;
    return previous?.image
      ? `Nothing was changed: ${endpoint} still has ${previous.image}.`
      : 'Nothing was changed on RunPod.';
  }
  if (!endpointId) return `The template is saved with ${image}; no endpoint was made yet.`;
  if (!previous?.image)
    return `The new ${endpoint} is there with ${image}. Deploy again to repeat, or delete it.`;
  const back =
    previous.release === undefined
      ? `Deploy ${previous.image} again`
      : `Roll back to release ${previous.release}`;
  return `Now ${endpoint} has ${image}. ${back} to get ${previous.image} back.`;
}

/** One line for a list of deployments: where it stands. */
export function describeDeployment(record: DeployRecord): string {
  const at = record.steps.find(step => step.state === 'running' || step.state === 'failed')?.name;
  const next = record.steps.find(step => step.state === 'waiting')?.name;
  const interrupted = at ? `Interrupted during ${at}.` : `Interrupted before ${next ?? 'the end'}.`;
  const where = {
    done: 'Deployed.',
    failed: `Failed at ${at ?? 'the start'}: ${record.failure ?? 'no reason was noted'}`,
    cancelled: `Cancelled at ${at ?? next ?? 'the end'}.`,
    running: interrupted,
    interrupted,
  }[record.outcome];
  return `${where} ${standing(record)}`;
}
