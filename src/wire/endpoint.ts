// Endpoints, workers and releases as REST v2 gives them. Required fields are those the published specification
// requires; unknown fields pass through, unknown enum words are kept as strings, so that a newer platform does not break us.
import * as z from 'zod';
import { containerFields } from './container';

export const gpuSchema = z.looseObject({
  pools: z.array(z.string()),
  excludedTypes: z.array(z.string()).optional(),
  count: z.int().optional(),
  allowedCudaVersions: z.array(z.string()).optional(),
  minCudaVersion: z.string().nullish(),
});

export const scalingSchema = z.union([
  /** Seconds a job may wait before another worker is started. */
  z.looseObject({ type: z.literal('QUEUE_DELAY'), queueDelay: z.number() }),
  z.looseObject({ type: z.literal('REQUEST_COUNT'), requestCount: z.int() }),
]);
export type Scaling = z.infer<typeof scalingSchema>;

export const endpointWorkersSchema = z.looseObject({
  min: z.int(),
  max: z.int(),
  /** Seconds. Absent for QUEUE endpoints that scale by REQUEST_COUNT. */
  idleTimeout: z.int().optional(),
});

export const endpointSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  /** QUEUE or LOAD_BALANCER. */
  type: z.string().optional(),
  requestUrls: z.record(z.string(), z.string()).optional(),
  gpu: gpuSchema.nullish(),
  cpu: z.array(z.looseObject({ id: z.string(), vcpuCount: z.int() })).optional(),
  workers: endpointWorkersSchema,
  scaling: scalingSchema,
  dataCenterIds: z.array(z.string()),
  networkVolumes: z.array(z.string()),
  /** Execution timeout per job in ms. */
  timeout: z.int(),
  /** OFF, FLASHBOOT or PRIORITY_FLASHBOOT. */
  flashboot: z.string(),
  createdAt: z.string(),
  ...containerFields,
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** Lists are cut into pages by the newer specification only. */
export const paginationSchema = z.looseObject({
  nextCursor: z.string().nullish(),
  hasNextPage: z.boolean().optional(),
});
export const endpointListSchema = z.looseObject({
  endpoints: z.array(endpointSchema),
  pagination: paginationSchema.optional(),
});

export const workerStatuses = ['RUNNING', 'IDLE', 'INITIALIZING', 'THROTTLED', 'UNHEALTHY'] as const;
export type WorkerStatus = (typeof workerStatuses)[number];

export const workerSchema = z.looseObject({
  id: z.string(),
  /** One of workerStatuses today. */
  status: z.string(),
  /** True when the worker runs an older configuration than the endpoint's current one. */
  isStale: z.boolean(),
  version: z.int().nullish(),
  gpuCount: z.int(),
  image: z.string().nullish(),
  uptimeSeconds: z.int().nullish(),
  gpuTypeId: z.string().nullish(),
  dataCenterId: z.string().nullish(),
  startedAt: z.string().nullish(),
});
export type Worker = z.infer<typeof workerSchema>;

export const workerSummarySchema = z.looseObject({
  running: z.int().default(0),
  idle: z.int().default(0),
  initializing: z.int().default(0),
  throttled: z.int().default(0),
  unhealthy: z.int().default(0),
  total: z.int().default(0),
});

export const workerListSchema = z.looseObject({
  workers: z.array(workerSchema),
  summary: workerSummarySchema,
  endpointVersion: z.int().nullish(),
});
export type WorkerList = z.infer<typeof workerListSchema>;

export const releaseSchema = z.looseObject({
  id: z.string(),
  version: z.int().nullish(),
  /** GIT_BUILD or MANUAL. */
  source: z.string(),
  buildId: z.string().nullish(),
  createdByUserId: z.string().nullish(),
  workerCount: z.int(),
  createdAt: z.string(),
  /** `field` has GraphQL-style names (`template.imageName`). `old`/`new` may hold env secrets: redact. */
  diff: z.array(z.looseObject({ field: z.string(), old: z.unknown(), new: z.unknown() })),
});
export type Release = z.infer<typeof releaseSchema>;

export const releaseListSchema = z.looseObject({
  endpointVersion: z.int().nullish(),
  rollout: z
    .looseObject({
      inProgress: z.boolean(),
      workersOnLatest: z.int(),
      workersTotal: z.int(),
      percentOnLatest: z.number(),
    })
    .nullish(),
  releases: z.array(releaseSchema),
});
export type ReleaseList = z.infer<typeof releaseListSchema>;
