// Reads what the log panel sends: it runs in a page, so every message is checked before it is believed.
import * as z from 'zod';
import { logLevels, noFilter, type ToLogHost } from './logs';

const logFilterSchema = z.object({
  text: z.string().max(2_000),
  isRegex: z.boolean(),
  minLevel: z.enum(logLevels).optional(),
  hiddenWorkers: z.array(z.string()).max(10_000),
  source: z.enum(['container', 'system']).optional(),
  jobId: z.string().optional(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
});

const position = z.int().min(0);

const toLogHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('openDocument') }),
  z.object({ kind: z.literal('save') }),
  z.object({ kind: z.literal('rows'), from: position, count: z.int().min(1).max(2_000) }),
  z.object({ kind: z.literal('filter'), filter: logFilterSchema }),
  z.object({
    kind: z.literal('find'),
    what: z.enum(['error', 'job', 'worker', 'time']),
    from: position,
    backwards: z.boolean().optional(),
    jobId: z.string().optional(),
    workerId: z.string().optional(),
    atMs: z.number().optional(),
  }),
  z.object({ kind: z.literal('details'), seq: position }),
  z.object({ kind: z.literal('copy'), from: position, to: position }),
  z.object({ kind: z.literal('openJob'), jobId: z.string() }),
  z.object({ kind: z.literal('openFile'), path: z.string(), line: z.int().min(1) }),
]);

/** Undefined for what is no message of the panel. */
export function readLogMessage(message: unknown): ToLogHost | undefined {
  const parsed = toLogHostSchema.safeParse(message);
  return parsed.success ? parsed.data : undefined;
}

const savedSchema = z.object({
  target: z.string(),
  endpointId: z.string(),
  name: z.string(),
  filter: logFilterSchema.catch({ ...noFilter, hiddenWorkers: [] }),
});

/** What a panel keeps of itself for the time after its window was loaded anew. */
export type SavedLogPanel = z.infer<typeof savedSchema>;

/** Undefined for what no panel kept. */
export function savedLogPanel(state: unknown): SavedLogPanel | undefined {
  const parsed = savedSchema.safeParse(state);
  return parsed.success ? parsed.data : undefined;
}
