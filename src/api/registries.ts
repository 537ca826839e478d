// The registry credentials of an account, to choose from by name.
import { registryListSchema } from '../wire/registry';
import type { RegistriesApi } from './cloud';
import type { Http } from './http';

export function createRegistries(rest: string, http: Http): RegistriesApi {
  return {
    async list(signal) {
      const { registries } = await http.json(
        registryListSchema,
        {
          method: 'GET',
          url: `${rest}/registries`,
          safety: 'read',
          scope: 'rest',
          subject: 'the list of registry credentials',
        },
        signal,
      );
      return registries;
    },
  };
}
