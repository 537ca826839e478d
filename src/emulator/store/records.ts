// What Local RunPod remembers over a restart, as plain data. An endpoint carries the container settings of its newest
// release itself, because a template edited through REST v2 does not change endpoints made from it, while one edited
// through GraphQL does.
import * as z from 'zod';
import { envSchema } from '../../wire/container';

export const containerRecordSchema = z.object({
  image: z.string(),
  /** Empty, a command line, or `{"entrypoint":[…],"cmd":[…]}`. */
  args: z.string(),
  /** GB. */
  disk: z.number(),
  env: envSchema,
  ports: z.array(z.string()),
  registry: z.string().nullable(),
});
export type ContainerRecord = z.infer<typeof containerRecordSchema>;

export const templateRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  container: containerRecordSchema,
  volumeInGb: z.number(),
  volumeMountPath: z.string(),
  isServerless: z.boolean(),
  isPublic: z.boolean(),
  readme: z.string(),
  startSsh: z.boolean(),
  startJupyter: z.boolean(),
  startScript: z.string(),
  advancedStart: z.boolean(),
  category: z.string(),
  config: z.string(),
  allowedCudaVersions: z.array(z.string()),
});
export type TemplateRecord = z.infer<typeof templateRecordSchema>;

export const cpuChoiceSchema = z.object({ id: z.string(), vcpuCount: z.number() });
export type CpuChoice = z.infer<typeof cpuChoiceSchema>;

export const endpointRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['QB', 'LB']),
  templateId: z.string(),
  container: containerRecordSchema,
  /** Pool ids, then `-<GPU type>` exclusions, comma separated; empty for CPU endpoints. */
  gpuIds: z.string(),
  gpuCount: z.number(),
  cpu: z.array(cpuChoiceSchema),
  workersMin: z.number(),
  workersMax: z.number(),
  /** Seconds. */
  idleTimeout: z.number(),
  scalerType: z.enum(['QUEUE_DELAY', 'REQUEST_COUNT']),
  scalerValue: z.number(),
  executionTimeoutMs: z.number(),
  locations: z.string(),
  networkVolumeIds: z.array(z.string()),
  flashBootType: z.enum(['OFF', 'FLASHBOOT', 'PRIORITY_FLASHBOOT']),
  allowedCudaVersions: z.array(z.string()),
  minCudaVersion: z.string(),
  modelReferences: z.array(z.string()),
  /** Of the newest release; the first is 1. */
  version: z.number(),
  /** RFC 3339. */
  createdAt: z.string(),
});
export type EndpointRecord = z.infer<typeof endpointRecordSchema>;

export const releaseRecordSchema = z.object({
  id: z.string(),
  endpointId: z.string(),
  version: z.number(),
  container: containerRecordSchema,
  createdAt: z.string(),
  diff: z.array(z.object({ field: z.string(), old: z.unknown(), new: z.unknown() })),
});
export type ReleaseRecord = z.infer<typeof releaseRecordSchema>;

export const registryRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  username: z.string(),
  password: z.string(),
});
export type RegistryRecord = z.infer<typeof registryRecordSchema>;
