// What the platform offers: GPU types with the serverless pool they belong to (REST v2, GET /v2/catalog/gpus).
import * as z from 'zod';

export const gpuTypeSchema = z.looseObject({
  /** Such as `NVIDIA GeForce RTX 4090`. */
  id: z.string(),
  name: z.string(),
  /** Such as `ADA_24`; null when it is in no serverless pool. An open set. */
  pool: z.string().nullable(),
  /** GB. */
  memory: z.int(),
  price: z.looseObject({
    secure: z.number(),
    community: z.number(),
    /** USD per hour and GPU, of the pool. */
    serverless: z.number().optional(),
  }),
  /** NONE, LOW, MEDIUM or HIGH; only when it was asked for. */
  availability: z.string().optional(),
});
export type GpuType = z.infer<typeof gpuTypeSchema>;

export const gpuTypeListSchema = z.looseObject({ gpus: z.array(gpuTypeSchema) });
