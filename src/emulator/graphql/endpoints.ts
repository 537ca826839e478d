// Endpoints through GraphQL, with the trap measured on the platform: an update that does not send workersMax, idleTimeout
// or scalerValue resets them to 3, 10 and 4, while everything else that is not sent is kept.
import { isoTime } from '../../base/clock';
import { AppError } from '../../base/errors';
import { instanceIdsOf } from '../control/cpu';
import { checkQuota } from '../control/quota';
import { commitEndpoint, deleteEndpoint } from '../control/releases';
import { newId } from '../ids';
import type { Platform } from '../platform';
import type { EndpointRecord, TemplateRecord } from '../store/records';
import { type EndpointInput, placementOf, policyOf } from './endpointInput';
import { type EnvPair, envPairs, graphTemplate, saveTemplate } from './templates';

export function graphEndpoint(platform: Platform, endpoint: EndpointRecord) {
  const template = platform.account.templates.get(endpoint.templateId);
  const { container, cpu, networkVolumeIds } = endpoint;
  return {
    ...endpoint,
    template: template && graphTemplate(template),
    instanceIds: instanceIdsOf(cpu),
    computeType: cpu.length > 0 ? 'CPU' : 'GPU',
    networkVolumeId: networkVolumeIds[0] ?? '',
    networkVolumeIds: networkVolumeIds.map(id => ({ networkVolumeId: id, dataCenterId: 'LOCAL' })),
    allowedCudaVersions: endpoint.allowedCudaVersions.join(','),
    env: envPairs(container.env),
    workersStandby: 0,
    userId: 'local',
    pods: platform.scheduler.workers(endpoint.id).map(({ id }) => ({ id, desiredStatus: 'RUNNING' })),
  };
}

export async function saveEndpoint(platform: Platform, input: EndpointInput) {
  if (input.name.trim().length < 3)
    throw new AppError('usage', 'Endpoint name must have at least 3 characters.');
  if (input.template && input.templateId) {
    throw new AppError('usage', 'Only one of templateId and template may be given.');
  }
  const before = input.id ? platform.account.endpoints.get(input.id) : undefined;
  if (input.id && !before) throw new AppError('not-found', 'Endpoint not found.');
  const template = await templateFor(platform, input, before);
  return graphEndpoint(platform, commitEndpoint(platform, merged(platform, { input, before, template })));
}

export function updateEndpointTemplate(
  platform: Platform,
  input: { endpointId: string; templateId: string },
) {
  const endpoint = platform.account.endpoints.get(input.endpointId);
  if (!endpoint) throw new AppError('not-found', 'Endpoint not found.');
  const template = bindable(platform, input.templateId, endpoint.id);
  const next = { ...endpoint, templateId: template.id, container: template.container };
  return graphEndpoint(platform, commitEndpoint(platform, next));
}

/** Refused while the endpoint may have workers (docs: sdks/graphql/manage-endpoints). */
export function removeEndpoint(platform: Platform, id: string): null {
  const endpoint = platform.account.endpoints.get(id);
  if (!endpoint) throw new AppError('not-found', 'Endpoint not found.');
  if (endpoint.workersMin > 0 || endpoint.workersMax > 0) {
    throw new AppError('refused', 'Set workersMin and workersMax of the endpoint to 0 before deleting it.');
  }
  deleteEndpoint(platform, endpoint);
  return null;
}

interface Change {
  readonly input: EndpointInput;
  readonly before: EndpointRecord | undefined;
  readonly template: TemplateRecord | undefined;
}

function merged(platform: Platform, { input, before, template }: Change): EndpointRecord {
  const id = before?.id ?? newId();
  const policy = policyOf(input, before);
  checkQuota(platform, id, policy.workersMax);
  const container = template?.container ?? before?.container;
  if (!container) throw new AppError('usage', 'templateId is required.');
  return {
    id,
    name: input.name,
    type: before?.type ?? (input.type === 'LB' ? 'LB' : 'QB'),
    templateId: template?.id ?? before?.templateId ?? '',
    container,
    ...policy,
    ...placementOf(input, before),
    version: before?.version ?? 0,
    createdAt: before?.createdAt ?? isoTime(platform.clock.now()),
  };
}

/** The template to bind, when the input names one. */
async function templateFor(
  platform: Platform,
  { template, templateId }: EndpointInput,
  before: EndpointRecord | undefined,
): Promise<TemplateRecord | undefined> {
  if (template) {
    const saved = await saveTemplate(platform, {
      name: template.name,
      imageName: template.imageName,
      containerDiskInGb: template.containerDiskInGb ?? 20,
      volumeInGb: 0,
      dockerArgs: template.dockerArgs ?? '',
      env: (template.env ?? []) as readonly EnvPair[],
      isServerless: true,
    });
    return platform.account.templates.get(saved.id);
  }
  if (!templateId || templateId === before?.templateId) return undefined;
  return bindable(platform, templateId, before?.id);
}

/** Only a serverless template that no other endpoint has (docs: runpodctl/reference/runpodctl-serverless). */
function bindable(platform: Platform, templateId: string, endpointId: string | undefined): TemplateRecord {
  const template = platform.account.templates.get(templateId);
  if (!template) throw new AppError('not-found', 'Unable to find template.');
  if (!template.isServerless) throw new AppError('usage', 'The template is not a serverless template.');
  const user = platform.account.endpoints.find(one => one.templateId === templateId && one.id !== endpointId);
  if (user)
    throw new AppError('conflict', `The template is already bound to endpoint ${user.name} (${user.id}).`);
  return template;
}
