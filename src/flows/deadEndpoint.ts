// An endpoint id that answers 404: gone for good, or made anew under the same name with another id. The name of an id
// that is gone comes from what this machine remembers (deployments, snapshots); the likely successor has that name.
import type { Cloud } from '../api/cloud';
import { AppError, isAppError } from '../base/errors';
import type { Endpoint } from '../wire/endpoint';
import type { DeployJournal } from './deployRecord';
import { plainName } from './endpointLife';
import { type SnapshotShelf, snapshotsOf, templateSnapshotSchema } from './snapshots';

export interface DeadEndpoint {
  readonly id: string;
  /** What it was called, if anybody remembers. */
  readonly name: string | undefined;
  /** Endpoints of the account that may have taken its place, likeliest first. */
  readonly successors: readonly Endpoint[];
}

export interface RememberedName {
  readonly id: string;
  readonly name: string;
}

/** What deployments and template updates from this machine say about the names of endpoints, newest first. */
export async function rememberedNames(
  journal: Pick<DeployJournal, 'list'>,
  shelf: Pick<SnapshotShelf, 'list' | 'keep'>,
): Promise<readonly RememberedName[]> {
  const deployed = (await journal.list()).flatMap(({ facts: { endpointId: id }, settings: { name } }) =>
    id === undefined ? [] : [{ id, name }],
  );
  const updates = await snapshotsOf(shelf, { prefix: 'template-', schema: templateSnapshotSchema });
  return [...deployed, ...updates.flatMap(({ content }) => content.endpoints)];
}

/** Undefined when the endpoint is there. A key that may not look throws, as always: 403 is no proof of death. */
export async function findDeadEndpoint(
  cloud: Cloud,
  id: string,
  remembered: readonly RememberedName[],
  signal?: AbortSignal,
): Promise<DeadEndpoint | undefined> {
  try {
    await cloud.endpoints.get(id, signal);
    return undefined;
  } catch (error) {
    if (!isAppError(error, 'not-found')) throw error;
  }
  const name = remembered.find(each => each.id === id)?.name;
  return { id, name, successors: likelySuccessors(name, await cloud.endpoints.list(signal)) };
}

/** Endpoints of the same name; else of the same name but for its version; else the only one there is. */
export function likelySuccessors(name: string | undefined, endpoints: readonly Endpoint[]): Endpoint[] {
  const newestFirst = endpoints.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (name !== undefined) {
    const same = newestFirst.filter(each => plainName(each.name) === plainName(name));
    if (same.length > 0) return same;
    const family = familyOf(name);
    const related = newestFirst.filter(each => family !== '' && familyOf(each.name) === family);
    if (related.length > 0) return related;
  }
  return newestFirst.length === 1 ? newestFirst : [];
}

/** `ocr-v2`, `OCR_v3` and `ocr (copy)` are one family. */
function familyOf(name: string): string {
  return plainName(name)
    .toLowerCase()
    .replace(/\(.*?\)|\bcopy\b/g, ' ')
    .replace(/[-_. ]+v?\d+(\.\d+)*$/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** What to say to somebody who used the id. */
export function deadEndpointError({ id, name, successors: [first, ...more] }: DeadEndpoint): AppError {
  const called = name ? `, once called ${name},` : '';
  const also = more.length > 0 ? ` (or ${more.map(each => each.id).join(', ')})` : '';
  return new AppError('not-found', `Endpoint ${id}${called} is gone: RunPod answers 404 for it.`, {
    remedy: first
      ? `${first.name} (${first.id}) is likely its successor${also}: use that id instead.`
      : 'It was deleted, or belongs to another account. Ids change when an endpoint is made anew.',
    status: 404,
  });
}
