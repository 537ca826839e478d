// The GraphQL shapes we read and write. No SDL is published: everything read is optional and nullable unless
// an official client relies on it. `aiKey` and registry secrets are never selected.
import * as z from 'zod';

export const envPairSchema = z.looseObject({ key: z.string(), value: z.string() });

export const graphTemplateSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  imageName: z.string().nullish(),
  dockerArgs: z.string().nullish(),
  env: z.array(envPairSchema).nullish(),
  containerDiskInGb: z.number().nullish(),
  volumeInGb: z.number().nullish(),
  volumeMountPath: z.string().nullish(),
  ports: z.string().nullish(),
  containerRegistryAuthId: z.string().nullish(),
  isServerless: z.boolean().nullish(),
  isPublic: z.boolean().nullish(),
  readme: z.string().nullish(),
  startSsh: z.boolean().nullish(),
  startJupyter: z.boolean().nullish(),
  startScript: z.string().nullish(),
  advancedStart: z.boolean().nullish(),
  category: z.string().nullish(),
  config: z.unknown().optional(),
  portsConfig: z.array(z.looseObject({ port: z.unknown(), name: z.string().nullish() })).nullish(),
});
export type GraphTemplate = z.infer<typeof graphTemplateSchema>;

/** The selection behind `graphTemplateSchema`: all that saveTemplate would reset if it were not sent back. */
export const graphTemplateFields = `id name imageName dockerArgs env { key value } ports volumeMountPath volumeInGb
  containerDiskInGb containerRegistryAuthId startJupyter startSsh startScript isServerless isPublic readme
  advancedStart category config portsConfig { port name }`;

export const graphEndpointSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  templateId: z.string().nullish(),
  template: graphTemplateSchema.nullish(),
  type: z.string().nullish(),
  version: z.number().nullish(),
  gpuIds: z.string().nullish(),
  gpuCount: z.number().nullish(),
  workersMin: z.number().nullish(),
  workersMax: z.number().nullish(),
  /** Seconds. */
  idleTimeout: z.number().nullish(),
  executionTimeoutMs: z.number().nullish(),
  /** QUEUE_DELAY or REQUEST_COUNT. */
  scalerType: z.string().nullish(),
  scalerValue: z.number().nullish(),
  locations: z.string().nullish(),
  networkVolumeId: z.string().nullish(),
  /** Read with the data centre of each; saveEndpoint refuses to take that back. */
  networkVolumeIds: z.array(z.looseObject({ networkVolumeId: z.string() })).nullish(),
  flashBootType: z.string().nullish(),
  /** Of CPU endpoints, such as `cpu3g-4-16`. */
  instanceIds: z.array(z.string()).nullish(),
  allowedCudaVersions: z.string().nullish(),
  minCudaVersion: z.string().nullish(),
  modelReferences: z.array(z.string()).nullish(),
  compliance: z.array(z.string()).nullish(),
});
export type GraphEndpoint = z.infer<typeof graphEndpointSchema>;

/** The selection behind `graphEndpointSchema`: all that saveEndpoint might reset if it were not sent back. */
export const graphEndpointFields = `id name templateId type version gpuIds gpuCount workersMin workersMax idleTimeout
  executionTimeoutMs scalerType scalerValue locations networkVolumeId
  networkVolumeIds { networkVolumeId dataCenterId } flashBootType instanceIds allowedCudaVersions minCudaVersion
  modelReferences compliance`;

export const myselfSchema = z.looseObject({
  id: z.string(),
  email: z.string().nullish(),
  /** USD. */
  clientBalance: z.number().nullish(),
  /** USD per hour. */
  currentSpendPerHr: z.number().nullish(),
  maxServerlessConcurrency: z.number().nullish(),
  endpoints: z.array(graphEndpointSchema).nullish(),
  podTemplates: z.array(graphTemplateSchema).nullish(),
});
export type Myself = z.infer<typeof myselfSchema>;

export const graphReplySchema = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});
