// The registry credentials that templates of the account use: enough to choose from, without asking for secrets.
import type { Cloud } from '../../api/cloud';
import { isCancelled } from '../../base/errors';

/** Empty when they cannot be read: then the one in use can still be kept or dropped. */
export async function knownRegistries(
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  try {
    const templates = await cloud.templates.list(signal);
    const used = new Map<string, string[]>();
    for (const { name, containerRegistryAuthId: id } of templates) {
      if (id) used.set(id, [...(used.get(id) ?? []), name]);
    }
    return [...used].map(([id, names]) => ({ id, name: `Credential of ${names.slice(0, 3).join(', ')}` }));
  } catch (error) {
    if (isCancelled(error)) throw error;
    return [];
  }
}
