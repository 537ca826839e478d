// The Secrets port over SecretStorage, the only place where a key is ever kept.
import type { SecretStorage } from 'vscode';
import type { Secrets } from '../../base/ports';

export function openSecrets(storage: SecretStorage): Secrets {
  return {
    get: async name => storage.get(name),
    set: async (name, value) => storage.store(name, value),
    delete: async name => storage.delete(name),
  };
}
