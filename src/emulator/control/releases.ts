// A release is made when something changes that a worker must be replaced for: its container or where it is placed.
// Counts, scaling and timeouts take effect at once and make none. Field names are GraphQL's, as on the platform.
import { isoTime } from '../../base/clock';
import { newId } from '../ids';
import type { Platform } from '../platform';
import type { EndpointRecord, ReleaseRecord } from '../store/records';

type Diff = ReleaseRecord['diff'];

/** What a release is made of, by the names its diff shows. */
function releaseFields({ container, ...endpoint }: EndpointRecord): Record<string, unknown> {
  return {
    'template.imageName': container.image,
    'template.dockerArgs': container.args,
    'template.containerDiskInGb': container.disk,
    'template.env': Object.entries(container.env).map(([key, value]) => ({ key, value })),
    'template.ports': container.ports.join(','),
    'template.containerRegistryAuthId': container.registry,
    gpuIds: endpoint.gpuIds,
    gpuCount: endpoint.gpuCount,
    instanceIds: endpoint.cpu.map(({ id, vcpuCount }) => `${id}-${vcpuCount}`),
    locations: endpoint.locations,
    networkVolumeIds: endpoint.networkVolumeIds,
    flashBootType: endpoint.flashBootType,
    allowedCudaVersions: endpoint.allowedCudaVersions.join(','),
    minCudaVersion: endpoint.minCudaVersion,
  };
}

/** The release fields that differ, old and new. */
export function diffOf(before: EndpointRecord, after: EndpointRecord): Diff {
  const old = releaseFields(before);
  return Object.entries(releaseFields(after))
    .filter(([field, value]) => JSON.stringify(old[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({ field, old: old[field], new: value }));
}

/** Saves an endpoint, with a new release when one is due, and returns it as saved. */
export function commitEndpoint(platform: Platform, endpoint: EndpointRecord): EndpointRecord {
  const { endpoints } = platform.account;
  const before = endpoints.get(endpoint.id);
  const diff = before ? diffOf(before, endpoint) : [];
  const version = before ? before.version + (diff.length > 0 ? 1 : 0) : 1;
  const saved = { ...endpoint, version };
  if (!before || diff.length > 0) addRelease(platform, saved, diff);
  return endpoints.put(saved);
}

function addRelease(platform: Platform, endpoint: EndpointRecord, diff: Diff): void {
  platform.account.releases.put({
    id: newId(),
    endpointId: endpoint.id,
    version: endpoint.version,
    container: endpoint.container,
    createdAt: isoTime(platform.clock.now()),
    diff,
  });
}

export function deleteEndpoint(platform: Platform, endpoint: EndpointRecord): void {
  platform.account.releases.deleteWhere(release => release.endpointId === endpoint.id);
  platform.account.endpoints.delete(endpoint.id);
  platform.jobs.forgetEndpoint(endpoint.id);
}
