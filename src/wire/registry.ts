// Registry credentials of an account (REST v2, GET /v2/registries): user name and password are write-only.
import * as z from 'zod';

export const registryCredentialSchema = z.looseObject({ id: z.string(), name: z.string() });
export type RegistryCredential = z.infer<typeof registryCredentialSchema>;

export const registryListSchema = z.looseObject({ registries: z.array(registryCredentialSchema) });
