// The block of fields that endpoints and templates share: what runs in a worker's container.
// REST v2, schema ContainerConfig of the published specification.
import * as z from 'zod';

/** Environment of a container: name to value. Values are returned in clear; never log them. */
export const envSchema = z.record(z.string(), z.string());
export type Env = z.infer<typeof envSchema>;

export const containerFields = {
  image: z.string().optional(),
  /** One string; may be the JSON text `{"entrypoint":[…],"cmd":[…]}`. */
  args: z.string().optional(),
  /** Container disk in GB, wiped on restart. */
  disk: z.int().optional(),
  env: envSchema.optional(),
  /** Such as `8000/http` or `22/tcp`. */
  ports: z.array(z.string()).optional(),
  /** Registry credential id. */
  registry: z.string().nullish(),
};
