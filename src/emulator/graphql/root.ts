// The resolvers, as one object per request. Nothing here costs: the balance is play money, the spend 0.
import { AppError } from '../../base/errors';
import { newId } from '../ids';
import type { Platform } from '../platform';
import type { EndpointInput } from './endpointInput';
import { graphEndpoint, removeEndpoint, saveEndpoint, updateEndpointTemplate } from './endpoints';
import { graphTemplate, removeTemplate, type SaveTemplateInput, saveTemplate } from './templates';

export function rootFor(platform: Platform) {
  const { templates, endpoints, registries } = platform.account;
  return {
    myself: () => myself(platform),
    podTemplate: ({ id }: { id: string }) => {
      const template = templates.get(id);
      return template ? graphTemplate(template) : null;
    },
    saveTemplate: ({ input }: { input?: SaveTemplateInput | null }) => {
      if (!input) throw new AppError('usage', 'input is required.');
      return saveTemplate(platform, input);
    },
    deleteTemplate: ({ templateName }: { templateName?: string | null }) =>
      removeTemplate(platform, templateName ?? ''),
    saveEndpoint: ({ input }: { input: EndpointInput }) => saveEndpoint(platform, input),
    deleteEndpoint: ({ id }: { id: string }) => removeEndpoint(platform, id),
    updateEndpointTemplate: ({ input }: { input?: { endpointId: string; templateId: string } | null }) => {
      if (!input) throw new AppError('usage', 'input is required.');
      return updateEndpointTemplate(platform, input);
    },
    saveRegistryAuth: ({ input }: { input: { name: string; username: string; password: string } }) =>
      registries.put({ id: newId(), ...input }),
    deleteRegistryAuth: ({ registryAuthId }: { registryAuthId: string }) => {
      const user = endpoints.find(endpoint => endpoint.container.registry === registryAuthId);
      if (user) throw new AppError('conflict', `Registry auth is in use by endpoint ${user.name}.`);
      registries.delete(registryAuthId);
      return null;
    },
  };
}

function myself(platform: Platform) {
  const { templates, endpoints, registries } = platform.account;
  return {
    id: 'local',
    email: 'local@127.0.0.1',
    clientBalance: platform.faults.balance,
    currentSpendPerHr: 0,
    spendLimit: 0,
    maxServerlessConcurrency: platform.settings.workersQuota,
    endpoints: () => endpoints.list().map(endpoint => graphEndpoint(platform, endpoint)),
    endpoint: ({ id }: { id: string }) => {
      const endpoint = endpoints.get(id);
      return endpoint ? graphEndpoint(platform, endpoint) : null;
    },
    podTemplates: () => templates.list().map(graphTemplate),
    containerRegistryCreds: () => registries.list().map(({ id, name }) => ({ id, name })),
  };
}
