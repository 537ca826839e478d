// One event of a worker's log stream (server-sent events, REST v2). The event id is an opaque cursor.
import * as z from 'zod';

export const logSources = ['container', 'system'] as const;

export const logEventSchema = z.looseObject({
  source: z.enum(logSources),
  line: z.string(),
  /** RFC 3339; several lines may share one. */
  ts: z.string(),
});
export type LogEvent = z.infer<typeof logEventSchema>;
export type LogSource = (typeof logSources)[number];
