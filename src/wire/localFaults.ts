// Faults that Local RunPod can be asked to have, so that what goes wrong on the platform can be met at home. They are its
// own and no part of RunPod's APIs: `/local/v1/…`, with the key of the run.
import * as z from 'zod';

/** What is wrong with one endpoint. Every member stands for one thing; absent means that it is well. */
export const endpointFaultsSchema = z.strictObject({
  /** The image is pulled at this speed before each first start, and the pull counts against the init timeout. */
  pull: z
    .strictObject({ gigabytes: z.number().positive(), megabytesPerSecond: z.number().positive() })
    .optional(),
  /** What the registry, or the machine, says to the image. */
  image: z.enum(['private', 'missing', 'wrong-platform']).optional(),
  /** Machines that are free for its workers; further workers are THROTTLED. */
  machines: z.int().min(0).optional(),
  /** Every request of its workers takes this much longer, in ms. */
  networkDelayMs: z.int().min(1).max(600_000).optional(),
  /** How a stuck SDK takes jobs: not at all, or only the oldest worker does (runpod-python#432). */
  takes: z.enum(['none', 'one-worker']).optional(),
  /** How much faster the init timeout and simulated pulls run. */
  clockSpeed: z.number().min(1).max(10_000).optional(),
});
export type EndpointFaults = z.infer<typeof endpointFaultsSchema>;

export const localFaultsSchema = z.strictObject({
  /** USD that the account shows; workers are not started at 0 and below. */
  balance: z.number().optional(),
  /** By endpoint id. */
  endpoints: z.record(z.string(), endpointFaultsSchema),
});
export type LocalFaults = z.infer<typeof localFaultsSchema>;

/** What can be done to an endpoint once. */
export const faultActions = ['lose-node', 'go-inactive'] as const;
export type FaultAction = (typeof faultActions)[number];
