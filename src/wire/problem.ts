// How REST v2 says no: application/problem+json.
import * as z from 'zod';

export const problemSchema = z.looseObject({
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
