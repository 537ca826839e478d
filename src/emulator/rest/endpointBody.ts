// Bodies of POST and PATCH /v2/serverless: closed, as the published schema says (unevaluatedProperties: false).
import * as z from 'zod';
import { containerBody, cudaVersions } from './containerBody';

const unique = (list: readonly unknown[]) =>
  new Set(list.map(item => JSON.stringify(item))).size === list.length;

const scaling = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('QUEUE_DELAY'), queueDelay: z.number().min(0.5) }),
  z.strictObject({ type: z.literal('REQUEST_COUNT'), requestCount: z.int().min(1) }),
]);
export type ScalingBody = z.infer<typeof scaling>;

const workers = z.strictObject({
  min: z.int().min(0).optional(),
  max: z.int().min(0).optional(),
  idleTimeout: z.int().min(1).max(3600).optional(),
});
export type WorkersBody = z.infer<typeof workers>;

const gpuFields = {
  excludedTypes: z
    .array(z.string().regex(/^\s*[^-\s]/))
    .refine(unique, 'items must be unique')
    .optional(),
  count: z.int().min(1).optional(),
  allowedCudaVersions: cudaVersions.optional(),
};
const pools = z.array(z.string()).min(1);
const createGpu = z.strictObject({
  ...gpuFields,
  pools,
  minCudaVersion: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
});
const updateGpu = z
  .strictObject({
    ...gpuFields,
    pools: pools.optional(),
    minCudaVersion: z
      .string()
      .regex(/^$|^\d+\.\d+$/)
      .optional(),
  })
  .refine(gpu => gpu.excludedTypes === undefined || gpu.pools !== undefined, {
    message: "properties 'pools' required, if 'excludedTypes' exists",
  });
export type GpuBody = z.infer<typeof updateGpu>;

const cpu = z
  .array(z.strictObject({ id: z.string().min(1), vcpuCount: z.int().min(2) }))
  .min(1)
  .refine(unique, 'items must be unique');

const shared = {
  ...containerBody,
  cpu: cpu.optional(),
  dataCenterIds: z.array(z.string()).optional(),
  flashboot: z.enum(['OFF', 'FLASHBOOT', 'PRIORITY_FLASHBOOT']).optional(),
  networkVolumes: z.array(z.string()).optional(),
  timeout: z.int().optional(),
  workers: workers.optional(),
};

export const createEndpointBody = z
  .strictObject({
    ...shared,
    name: z.string().min(1),
    type: z.enum(['QUEUE', 'LOAD_BALANCER']),
    scaling,
    gpu: createGpu.optional(),
    templateId: z.string().min(1).optional(),
  })
  .refine(body => body.templateId !== undefined || body.image !== undefined, {
    message: "missing property 'image'",
  })
  .refine(body => body.type !== 'LOAD_BALANCER' || body.scaling.type === 'REQUEST_COUNT', {
    message: 'load-balancing endpoints scale on REQUEST_COUNT',
    path: ['scaling'],
  });
export type CreateEndpointBody = z.infer<typeof createEndpointBody>;

export const updateEndpointBody = z.strictObject({
  ...shared,
  name: z.string().min(1).optional(),
  scaling: scaling.optional(),
  gpu: updateGpu.optional(),
  templateId: z.string().optional(),
});
export type UpdateEndpointBody = z.infer<typeof updateEndpointBody>;
