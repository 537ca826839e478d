// The registry credentials that images of an account can be pulled with.
import type { Cloud } from '../../api/cloud';
import { isCancelled } from '../../base/errors';
import type { RegistryCredential } from '../../wire/registry';

/** Empty when this key may not read them: then the one in use can still be kept or dropped. */
export async function knownRegistries(
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<readonly RegistryCredential[]> {
  try {
    return await cloud.registries.list(signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    return [];
  }
}

/** Rows to choose one from, or none; `current` is marked. */
export function registryChoices(registries: readonly RegistryCredential[], current?: string) {
  return [
    { label: 'None', description: 'the image is public', icon: 'circle-slash', value: '' },
    ...registries.map(({ id, name }) => ({
      label: name,
      description: id === current ? `${id} · in use` : id,
      icon: 'key',
      value: id,
    })),
  ];
}

export const registryQuestion = 'What the image is pulled with';
