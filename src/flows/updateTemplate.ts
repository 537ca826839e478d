// Changing a template that endpoints run: plan (read, merge, differences, whom it reaches), then apply (nobody has
// changed it meanwhile, a copy is kept, everything is sent, read back and compared). Nothing is lost on the way.
import type { Cloud } from '../api/cloud';
import { type Clock, isoTime } from '../base/clock';
import { AppError } from '../base/errors';
import type { GraphTemplate } from '../wire/graphql';
import { changedTemplate, type FieldChange, fieldChanges, type TemplateChange } from './templateChange';

export interface TemplateUpdate {
  /** One of the two names the template. */
  readonly endpointId?: string;
  readonly templateId?: string;
  readonly change: TemplateChange;
}

export interface TemplatePlan {
  /** Holds values of variables in clear: never show, see `changes`. */
  readonly before: GraphTemplate;
  readonly after: GraphTemplate;
  /** For display: secret values are masked. Empty when nothing would change. */
  readonly changes: readonly FieldChange[];
  /** The endpoints that will roll out. */
  readonly endpoints: readonly { readonly id: string; readonly name: string }[];
}

/** Where states that are about to be overwritten are kept; returns where it is, for the person. */
export interface Snapshots {
  keep(name: string, content: unknown): Promise<string>;
}

export interface AppliedUpdate {
  readonly template: GraphTemplate;
  readonly endpoints: TemplatePlan['endpoints'];
  /** Where the state before is kept. */
  readonly snapshot: string;
}

/** Reads and compares; changes nothing. Throws `not-found` when there is no such endpoint or template. */
export async function planTemplateUpdate(
  cloud: Cloud,
  update: TemplateUpdate,
  signal?: AbortSignal,
): Promise<TemplatePlan> {
  checkChange(update.change);
  const templateId = update.templateId ?? (await templateOf(cloud, update.endpointId, signal));
  const before = await cloud.templates.get(templateId, signal);
  const after = changedTemplate(before, update.change);
  const using = await cloud.endpoints.usingTemplate(templateId, signal);
  return {
    before,
    after,
    changes: fieldChanges(before, after),
    endpoints: using.map(({ id, name }) => ({ id, name })),
  };
}

/** Throws `conflict` when the template was changed since the plan was made; then nothing was written. */
export async function applyTemplateUpdate(
  cloud: Cloud,
  plan: TemplatePlan,
  { snapshots, clock }: { readonly snapshots: Snapshots; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<AppliedUpdate> {
  const { before, after, endpoints } = plan;
  if (plan.changes.length === 0) {
    throw new AppError('refused', `Template ${before.name} is already as wanted; nothing was written.`);
  }
  const now = await cloud.templates.get(before.id, signal);
  const meanwhile = fieldChanges(before, now);
  if (meanwhile.length > 0) {
    const fields = meanwhile.map(item => item.field).join(', ');
    throw new AppError('conflict', `Somebody changed template ${before.name} meanwhile: ${fields}.`, {
      remedy: 'Nothing was written. Look at the difference again and repeat the update.',
    });
  }
  const stamp = isoTime(clock.now()).replace(/[:.]/g, '-');
  const snapshot = await snapshots.keep(`template-${before.id}-${stamp}`, before);
  return { template: await cloud.templates.save(after, signal), endpoints, snapshot };
}

async function templateOf(
  cloud: Cloud,
  endpointId: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  if (!endpointId) throw new AppError('usage', 'Name an endpoint or a template.');
  const { templateId } = await cloud.endpoints.bound(endpointId, signal);
  if (templateId) return templateId;
  throw new AppError('not-found', `Endpoint ${endpointId} has no template of its own.`, {
    remedy: 'Deploy to it once from here; that gives it one.',
  });
}

function checkChange({ env, image, diskGb }: TemplateChange): void {
  const wrong = Object.keys(env?.set ?? {}).find(name => !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name));
  if (wrong !== undefined) throw new AppError('usage', `"${wrong}" is not a name for a variable.`);
  if (image?.trim() === '') throw new AppError('usage', 'The image is empty.');
  if (diskGb !== undefined && !(Number.isInteger(diskGb) && diskGb >= 1)) {
    throw new AppError('usage', `${diskGb} GB is not a size for a disk; it needs at least 1.`);
  }
}
