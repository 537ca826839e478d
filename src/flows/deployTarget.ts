// The steps of a deployment that write to the account: the template (read, merged, a copy kept, written, read back) and
// the endpoint. Both find what an earlier, interrupted run has made, so that nothing is ever made twice.
import type { EndpointInput, EndpointsApi } from '../api/cloud';
import { AppError } from '../base/errors';
import type { GraphEndpoint, GraphTemplate } from '../wire/graphql';
import type { DeployStep, StepContext } from './deployContext';
import type { DeployFacts, DeploySettings } from './deployRecord';
import { fittingDiskGb } from './preflightContent';
import { fieldChanges, type TemplateChange } from './templateChange';
import { applyTemplateUpdate, planTemplateUpdate } from './updateTemplate';

const defaultDiskGb = 20;
/** What a new endpoint gets where nothing is asked for: RunPod's own defaults, and an end for jobs that hang. */
const endpointDefaults = {
  gpuIds: 'AMPERE_16,AMPERE_24,ADA_24',
  gpuCount: 1,
  workersMin: 0,
  workersMax: 3,
  idleTimeout: 10,
  scalerType: 'QUEUE_DELAY',
  scalerValue: 4,
  executionTimeoutMs: 600_000,
  locations: '',
  networkVolumeId: '',
  flashBootType: 'FLASHBOOT',
} as const;

export const template: DeployStep = async context => {
  const { deps, signal, facts } = context;
  const { cloud } = deps.target;
  deps.progress.report({ message: 'Looking for the endpoint' });
  const endpoint = await findEndpoint(cloud.endpoints, context.settings, signal);
  if (endpoint) {
    await context.note({
      endpointId: endpoint.id,
      previous: facts.previous ?? (await stateOf(context, endpoint)),
    });
  }
  deps.progress.report({ message: 'Saving the template' });
  const templateId = endpoint?.templateId ?? (await freeTemplate(context))?.id;
  if (templateId === undefined)
    return { facts: { templateId: await createTemplate(context), templateWritten: true } };
  const plan = await planTemplateUpdate(cloud, { templateId, change: changeFor(context) }, signal);
  // An interrupted run may have written it already: then there is nothing left to change, but it is our change.
  const isOurs = facts.previous !== undefined && facts.previous.image !== facts.image;
  if (plan.changes.length === 0) return { facts: { templateId, templateWritten: isOurs } };
  try {
    await applyTemplateUpdate(cloud, plan, { snapshots: deps.snapshots, clock: deps.clock }, signal);
  } catch (error) {
    // The answer may be lost while the write was not: what is there now decides what we tell.
    const now = await cloud.templates.get(templateId).catch(() => undefined);
    const isWritten = now !== undefined && fieldChanges(plan.after, now).length === 0;
    await context.note({ templateId, templateWritten: isWritten });
    throw error;
  }
  return { facts: { templateId, templateWritten: true } };
};

export const endpoint: DeployStep = async context => {
  const { settings, facts, deps, signal } = context;
  const { endpoints } = deps.target.cloud;
  const { templateId } = facts;
  if (!templateId) throw new AppError('internal', 'There is no template for the endpoint.');
  deps.progress.report({ message: 'Saving the endpoint' });
  const found = await findEndpoint(endpoints, settings, signal);
  const wanted = inputFor(settings, templateId, found);
  // A new endpoint takes only hosts whose driver can run the image.
  const cuda = found || deps.target.kind === 'local' ? undefined : facts.cuda;
  if (found && sameSettings(found, wanted)) return { facts: { endpointId: found.id } };
  const saved = await endpoints.save(cuda ? { ...wanted, minCudaVersion: cuda } : wanted, signal);
  return { facts: { endpointId: saved.id } };
};

/** By id, or by name; older back ends append `-fb` to the names of FlashBoot endpoints. */
export async function findEndpoint(
  endpoints: EndpointsApi,
  { endpointId, name }: DeploySettings,
  signal: AbortSignal,
): Promise<GraphEndpoint | undefined> {
  if (endpointId) return endpoints.bound(endpointId, signal);
  const plain = (text: string) => text.trim().replace(/ ?-fb$/, '');
  const found = (await endpoints.list(signal)).filter(each => plain(each.name) === plain(name));
  const [first, second] = found;
  if (second) {
    throw new AppError('refused', `There are ${found.length} endpoints named ${name}.`, {
      remedy: `Say which one by its id: ${found.map(each => each.id).join(', ')}.`,
    });
  }
  return first && endpoints.bound(first.id, signal);
}

async function stateOf(
  { deps, signal }: StepContext,
  { id, template: bound }: GraphEndpoint,
): Promise<DeployFacts['previous']> {
  const { endpointVersion } = await deps.target.cloud.endpoints.releases(id, signal);
  return { image: bound?.imageName ?? undefined, release: endpointVersion ?? undefined };
}

/** A template of the endpoint's name that no endpoint uses: left by a run that was interrupted. */
async function freeTemplate({ settings, deps, signal }: StepContext): Promise<GraphTemplate | undefined> {
  const { templates, endpoints } = deps.target.cloud;
  for (const each of await templates.list(signal)) {
    if (each.name !== settings.name) continue;
    const users = await endpoints.usingTemplate(each.id, signal);
    if (users.length === 0) return each;
    throw new AppError(
      'conflict',
      `The template ${each.name} belongs to endpoint ${users[0]?.name ?? users[0]?.id}.`,
      {
        remedy: 'Choose another name for the new endpoint: names of templates are unique.',
      },
    );
  }
  return undefined;
}

async function createTemplate({ settings, values, facts, deps, signal }: StepContext): Promise<string> {
  const saved = await deps.target.cloud.templates.save(
    {
      name: settings.name,
      imageName: facts.image ?? '',
      dockerArgs: '',
      env: Object.entries(values.env ?? {}).map(([key, value]) => ({ key, value })),
      containerDiskInGb:
        settings.diskGb ?? Math.max(defaultDiskGb, fittingDiskGb(facts.compressedBytes ?? 0)),
      volumeInGb: 0,
      isServerless: true,
      containerRegistryAuthId: settings.registryCredentialId ?? '',
    },
    signal,
  );
  return saved.id;
}

/** What a deployment changes in the template of an endpoint that exists. */
export function changeFor({
  settings,
  values,
  facts,
}: Pick<StepContext, 'settings' | 'values' | 'facts'>): TemplateChange {
  return {
    ...(facts.image === undefined ? {} : { image: facts.image }),
    ...(values.env ? { env: { set: values.env } } : {}),
    ...(settings.diskGb === undefined ? {} : { diskGb: settings.diskGb }),
    ...(settings.registryCredentialId === undefined ? {} : { registry: settings.registryCredentialId }),
  };
}

/** Everything saveEndpoint takes: what is asked for, else what is there, else the default. */
export function inputFor(
  settings: DeploySettings,
  templateId: string,
  found: GraphEndpoint | undefined,
): EndpointInput {
  const { gpuIds, workersMin, workersMax, idleTimeout } = settings;
  const there = Object.fromEntries(
    Object.keys(endpointDefaults).flatMap(key =>
      found?.[key] === undefined || found[key] === null ? [] : [[key, found[key]]],
    ),
  );
  const asked = Object.fromEntries(
    Object.entries({ gpuIds, workersMin, workersMax, idleTimeout }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const name = found?.name ?? settings.name;
  return { ...endpointDefaults, ...there, ...asked, name, templateId, ...(found ? { id: found.id } : {}) };
}

function sameSettings(found: GraphEndpoint, wanted: EndpointInput): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => (found[key] ?? '') === value || found[key] === undefined,
  );
}
