// One line of what an engine streams while it builds, pushes or pulls. Docker and podman differ in what they
// fill in, so everything is optional.
import * as z from 'zod';

export const engineMessageSchema = z.looseObject({
  stream: z.string().optional(),
  status: z.string().optional(),
  /** A layer, or `moby.buildkit.trace` and `moby.image.id`. */
  id: z.string().optional(),
  progressDetail: z.looseObject({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  aux: z.unknown().optional(),
  error: z.string().optional(),
  errorDetail: z.looseObject({ message: z.string().optional(), code: z.number().optional() }).nullish(),
});
export type EngineMessage = z.infer<typeof engineMessageSchema>;

/** The failure a message carries: an HTTP 200 stream may end in one. */
export function failureOf(message: EngineMessage): string | undefined {
  return message.errorDetail?.message ?? message.error;
}
