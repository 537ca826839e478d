// Changing a template that endpoints run: plan (read, merge, differences, whom it reaches), then apply (nobody has
// changed it meanwhile, a copy is kept, everything is sent, read back and compared). Nothing is lost on the way: what
// somebody else wrote in the moment between our last look and our write is found in the release we made, and put back.
import type { Cloud } from '../api/cloud';
import { type Clock, isoTime } from '../base/clock';
import { AppError, isAppError } from '../base/errors';
import type { GraphTemplate } from '../wire/graphql';
import { currentVersion, overwrittenEdits, withEdits } from './overwrittenEdits';
import { ownContainer, writeOwnContainer } from './ownContainer';
import { type Snapshots, snapshotName } from './snapshots';
import { changedTemplate, type FieldChange, fieldChanges, type TemplateChange } from './templateChange';

export type { Snapshots } from './snapshots';

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
  /** Set when that endpoint has no template we can edit: its own copy of the settings is changed (REST v2). */
  readonly ownContainerOf?: string | undefined;
}

export interface AppliedUpdate {
  readonly template: GraphTemplate;
  readonly endpoints: TemplatePlan['endpoints'];
  /** Where the state before is kept. */
  readonly snapshot: string;
  /** What somebody else had changed at the same moment: our write undid it, and it was put back. Masked. */
  readonly putBack: readonly FieldChange[];
}

export interface UpdateDeps {
  readonly snapshots: Snapshots;
  readonly clock: Clock;
}

const repairs = 3;

/** Reads and compares; changes nothing. Throws `not-found` when there is no such endpoint or template. */
export async function planTemplateUpdate(
  cloud: Cloud,
  { endpointId, templateId, change }: TemplateUpdate,
  signal?: AbortSignal,
): Promise<TemplatePlan> {
  checkChange(change);
  const found = templateId ?? (await templateOf(cloud, endpointId, signal));
  if (found !== undefined) {
    const before = await cloud.templates.get(found, signal);
    return planOf(cloud, before, changedTemplate(before, change), signal);
  }
  if (change.readme !== undefined) {
    throw new AppError('refused', 'Only a template has a readme, and none that can be edited is bound here.');
  }
  const endpoint = await cloud.endpoints.get(endpointId ?? '', signal);
  const before = ownContainer(endpoint);
  const after = changedTemplate(before, change);
  const { id, name } = endpoint;
  const changes = fieldChanges(before, after);
  return { before, after, changes, endpoints: [{ id, name }], ownContainerOf: id };
}

/** The plan that makes one state of a bound template of another. */
export async function planOf(
  cloud: Cloud,
  before: GraphTemplate,
  after: GraphTemplate,
  signal?: AbortSignal,
): Promise<TemplatePlan> {
  const using = await cloud.endpoints.usingTemplate(before.id, signal);
  const endpoints = using.map(({ id, name }) => ({ id, name }));
  return { before, after, changes: fieldChanges(before, after), endpoints };
}

/**
 * Throws `conflict` when the template was changed since the plan was made (then nothing was written), or when somebody
 * changed the very same fields while we wrote (then ours are in place, and the message names them).
 */
export async function applyTemplateUpdate(
  cloud: Cloud,
  plan: TemplatePlan,
  { snapshots, clock }: UpdateDeps,
  signal?: AbortSignal,
): Promise<AppliedUpdate> {
  const { before, after, endpoints } = plan;
  if (plan.changes.length === 0) {
    throw new AppError('refused', `Template ${before.name} is already as wanted; nothing was written.`);
  }
  let version = await currentVersion(cloud, plan, signal);
  await checkUnchanged(cloud, plan, signal);
  const keptAt = isoTime(clock.now());
  const content = { kind: 'template', keptAt, before, after, endpoints };
  const snapshot = await snapshots.keep(snapshotName(`template-${before.id}`, clock), content);
  let template = await write(cloud, plan, signal);
  const putBack: FieldChange[] = [];
  let latest = plan;
  for (let round = 1; round <= repairs && version !== undefined; round++) {
    const { edits, clashes, newest } = await overwrittenEdits(cloud, latest, version);
    if (edits.length > 0) {
      putBack.push(...edits);
      const repaired = withEdits(template, edits);
      latest = { ...plan, before: template, after: repaired, changes: fieldChanges(template, repaired) };
      template = await write(cloud, latest);
    }
    if (clashes.length > 0) throw clash(before.name, clashes, snapshot);
    if (edits.length === 0) break;
    version = newest;
  }
  return { template, endpoints, snapshot, putBack };
}

function write(cloud: Cloud, plan: TemplatePlan, signal?: AbortSignal): Promise<GraphTemplate> {
  return plan.ownContainerOf === undefined
    ? cloud.templates.save(plan.after, signal)
    : writeOwnContainer(cloud, plan.ownContainerOf, plan, signal);
}

async function checkUnchanged(cloud: Cloud, plan: TemplatePlan, signal?: AbortSignal): Promise<void> {
  const { before, ownContainerOf: own } = plan;
  const now =
    own === undefined
      ? await cloud.templates.get(before.id, signal)
      : ownContainer(await cloud.endpoints.get(own, signal));
  const meanwhile = fieldChanges(before, now);
  if (meanwhile.length === 0) return;
  const fields = meanwhile.map(item => item.field).join(', ');
  throw new AppError('conflict', `Somebody changed template ${before.name} meanwhile: ${fields}.`, {
    remedy: 'Nothing was written. Look at the difference again and repeat the update.',
  });
}

function clash(name: string, clashes: readonly FieldChange[], snapshot: string): AppError {
  const fields = clashes.map(item => item.field).join(', ');
  return new AppError(
    'conflict',
    `Somebody changed ${fields} of template ${name} at the same moment as you. Your values are in place.`,
    { remedy: `Agree on one value and set it again; the state before both is kept in ${snapshot}.` },
  );
}

/** Undefined when the endpoint has none, or this key may not look (then its own settings are changed instead). */
async function templateOf(
  cloud: Cloud,
  endpointId: string | undefined,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!endpointId) throw new AppError('usage', 'Name an endpoint or a template.');
  try {
    return (await cloud.endpoints.bound(endpointId, signal)).templateId ?? undefined;
  } catch (error) {
    if (isAppError(error, 'unauthorized') && error.status === 403) return undefined;
    throw error;
  }
}

function checkChange({ env, image, diskGb }: TemplateChange): void {
  const wrong = Object.keys(env?.set ?? {}).find(name => !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name));
  if (wrong !== undefined) throw new AppError('usage', `"${wrong}" is not a name for a variable.`);
  if (image?.trim() === '') throw new AppError('usage', 'The image is empty.');
  if (diskGb !== undefined && !(Number.isInteger(diskGb) && diskGb >= 1)) {
    throw new AppError('usage', `${diskGb} GB is not a size for a disk; it needs at least 1.`);
  }
}
