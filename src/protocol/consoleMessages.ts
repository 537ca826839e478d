// Reads what the job console sends: it runs in a page, so every message is checked before it is believed.
import * as z from 'zod';
import { type ConsolePlace, codeLanguages, type FromConsole, jobModes } from './jobConsole';

const input = z.string().max(40_000_000);
const index = z.int().min(0);
const mode = z.enum(jobModes);

const fromConsoleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['ready', 'cancel', 'again', 'copy', 'openOutput', 'tailLogs', 'stopRepeat']) }),
  z.object({ kind: z.literal('run'), input, mode }),
  z.object({
    kind: z.literal('repeat'),
    input,
    times: z.int().min(1).max(1_000),
    atOnce: z.int().min(1).max(64),
  }),
  z.object({ kind: z.literal('source'), id: z.string() }),
  z.object({ kind: z.literal('saveInput'), input }),
  z.object({ kind: z.literal('copyCode'), language: z.enum(codeLanguages), input, mode }),
  z.object({ kind: z.enum(['media', 'saveMedia', 'allowMedia']), index }),
  z.object({ kind: z.literal('branch'), path: z.array(index).max(100_000), from: index }),
]);

/** Undefined for what is no message of the console. */
export function readConsoleMessage(message: unknown): FromConsole | undefined {
  const parsed = fromConsoleSchema.safeParse(message);
  return parsed.success ? parsed.data : undefined;
}

const keptSchema = z.object({
  place: z.object({
    target: z.string(),
    endpointId: z.string(),
    name: z.string(),
    jobId: z.string().optional(),
  }),
});

/** Where a console that VS Code brings back was; undefined for what is not a console's state. */
export function readConsolePlace(state: unknown): ConsolePlace | undefined {
  const parsed = keptSchema.safeParse(state);
  return parsed.success ? { ...parsed.data.place, jobId: parsed.data.place.jobId } : undefined;
}
