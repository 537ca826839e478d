// An endpoint's own copy of the container settings, seen as a template: what REST v2 shows of endpoints whose template
// cannot be edited (none is bound, or the key may not use GraphQL). Read, shown and merged like any other template.
import type { Cloud } from '../api/cloud';
import type { ContainerChange } from '../api/endpointChange';
import type { Endpoint } from '../wire/endpoint';
import type { GraphTemplate } from '../wire/graphql';
import { fieldChanges } from './templateChange';

/** The settings under the names that templates have. */
export function ownContainer(endpoint: Endpoint): GraphTemplate {
  const { id, name, image, args, disk, env, ports, registry } = endpoint;
  return {
    id,
    name,
    imageName: image ?? '',
    dockerArgs: args ?? '',
    env: Object.entries(env ?? {}).map(([key, value]) => ({ key, value })),
    containerDiskInGb: disk,
    ports: (ports ?? []).join(','),
    containerRegistryAuthId: registry ?? '',
  };
}

/** Sends the fields that differ, `env` whole because a PATCH replaces it, and reads back. */
export async function writeOwnContainer(
  cloud: Cloud,
  endpointId: string,
  { before, after }: { readonly before: GraphTemplate; readonly after: GraphTemplate },
  signal?: AbortSignal,
): Promise<GraphTemplate> {
  const fields = new Set(fieldChanges(before, after).map(({ field }) => field.replace(/^env\..*/, 'env')));
  const all = containerOf(after);
  const names = { imageName: 'image', dockerArgs: 'args', containerDiskInGb: 'disk', env: 'env' } as const;
  const more = { ports: 'ports', containerRegistryAuthId: 'registry' } as const;
  const sent = Object.entries({ ...names, ...more }).filter(([field]) => fields.has(field));
  const change = Object.fromEntries(sent.map(([, name]) => [name, all[name]]));
  return ownContainer(await cloud.endpoints.update(endpointId, change, signal));
}

function containerOf(template: GraphTemplate): ContainerChange {
  const { containerDiskInGb: disk } = template;
  return {
    image: template.imageName ?? '',
    args: template.dockerArgs ?? '',
    env: Object.fromEntries((template.env ?? []).map(({ key, value }) => [key, value])),
    ports: (template.ports ?? '').split(',').filter(Boolean),
    registry: template.containerRegistryAuthId || null,
    ...(disk !== null && disk !== undefined && { disk }),
  };
}
