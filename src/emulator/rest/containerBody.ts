// The container settings in bodies of endpoints and templates.
import * as z from 'zod';
import type { ContainerRecord } from '../store/records';

export const containerBody = {
  image: z.string().optional(),
  args: z.string().optional(),
  disk: z.int().min(1).optional(),
  env: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string()).optional(),
  registry: z.string().nullable().optional(),
};

export const cudaVersions = z.array(z.string().regex(/^\d+\.\d+$/));

const schema = z.object(containerBody);
type ContainerBody = z.infer<typeof schema>;

export const defaultContainer: ContainerRecord = {
  image: '',
  args: '',
  disk: 20,
  env: {},
  ports: [],
  registry: null,
};

/** `base` with what the body sends; an `env` that is sent replaces the whole map. */
export function withContainer(base: ContainerRecord, body: ContainerBody): ContainerRecord {
  return {
    image: body.image ?? base.image,
    args: body.args ?? base.args,
    disk: body.disk ?? base.disk,
    env: body.env ?? base.env,
    ports: body.ports ?? base.ports,
    registry: body.registry === undefined ? base.registry : body.registry,
  };
}
