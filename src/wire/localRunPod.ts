// How Local RunPod tells where it answers: printed by `local up --json` and kept in the state folder,
// where the editor and every other command find it. The key is good for one run only.
import * as z from 'zod';

export const localRunPodSchema = z.looseObject({
  /** Origin, such as `http://127.0.0.1:41234`. */
  url: z.string(),
  graphql: z.string(),
  /** REST v2, ending in `/v2`. */
  rest: z.string(),
  /** Job API, ending in `/v2`. */
  jobs: z.string(),
  key: z.string(),
  pid: z.int(),
});
export type LocalRunPodInfo = z.infer<typeof localRunPodSchema>;
