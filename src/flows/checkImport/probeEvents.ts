// The lines that importProbe.py writes between the worker's own output: its events, and the timings of `-X importtime`.
import * as z from 'zod';
import { parseJson } from '../../base/json';

const frameSchema = z.object({ path: z.string(), line: z.number(), name: z.string(), text: z.string() });
const frames = z.array(frameSchema);
const failure = z.object({ type: z.string(), message: z.string(), frames });
const at = z.number();

const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), at }),
  z.object({ kind: z.literal('printed'), at, bytes: z.number(), text: z.string() }),
  z.object({ kind: z.literal('flushed'), at, bytes: z.number() }),
  z.object({
    kind: z.literal('loading'),
    at,
    name: z.string(),
    what: z.enum(['model', 'gpu']),
    frames,
    own: z.boolean(),
  }),
  z.object({ kind: z.literal('loaded'), at, seconds: z.number(), failed: z.boolean() }),
  z.object({ kind: z.literal('thread'), at, name: z.string(), daemon: z.boolean(), frames }),
  z.object({ kind: z.literal('unhooked'), at, module: z.string(), problem: z.string() }),
  z.object({ kind: z.literal('stuck'), at, frames }),
  z.object({
    kind: z.literal('start'),
    at,
    frames,
    handler: z.string().nullable(),
    callable: z.boolean(),
  }),
  z.object({ kind: z.literal('ended'), at }),
  z.object({
    kind: z.literal('exit'),
    at,
    code: z.number(),
    how: z.string(),
    frames,
    /** The exception that was being handled. */
    cause: failure.nullable(),
  }),
  failure.extend({ kind: z.literal('failed'), at }),
]);

export type ProbeEvent = z.infer<typeof eventSchema>;
export type ProbeFrame = z.infer<typeof frameSchema>;

/** One line of `-X importtime`. */
export interface ImportLine {
  readonly module: string;
  readonly ownSeconds: number;
  readonly seconds: number;
  /** How deep it stands in the imports of imports. */
  readonly depth: number;
}

export interface Transcript {
  readonly events: readonly ProbeEvent[];
  /** A module's own imports stand before it. */
  readonly imports: readonly ImportLine[];
  /** What the worker itself printed. */
  readonly output: readonly string[];
}

const importLine = /import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)\s*$/;
const importHead = /^import time: self \[us\]/;
const keptOutputLines = 200;

/** Takes the lines of both streams as they come. */
export class TranscriptReader implements Transcript {
  readonly events: ProbeEvent[] = [];
  readonly imports: ImportLine[] = [];
  readonly output: string[] = [];

  constructor(private readonly mark: string) {}

  take(line: string): void {
    const [before, told] = splitAt(line, this.mark);
    const event = told === undefined ? undefined : eventOf(told);
    if (event) this.events.push(event);
    if (importHead.test(before)) return;
    const time = importLine.exec(before);
    const seen = time ? before.slice(0, time.index) : before;
    if (time && this.events.length > 0) this.imports.push(importOf(time));
    if (seen !== '' || (!time && told === undefined)) this.output.push(seen);
    if (this.output.length > keptOutputLines) this.output.shift();
  }
}

function splitAt(line: string, mark: string): [string, string | undefined] {
  const place = line.indexOf(mark);
  return place < 0 ? [line, undefined] : [line.slice(0, place), line.slice(place + mark.length)];
}

function eventOf(text: string): ProbeEvent | undefined {
  const parsed = parseJson(text);
  const event = eventSchema.safeParse(parsed.ok ? parsed.value : undefined);
  return event.success ? event.data : undefined;
}

const microseconds = 1e-6;

function importOf([, own, all, indent = '', module = '']: RegExpExecArray): ImportLine {
  return {
    module,
    ownSeconds: Number(own) * microseconds,
    seconds: Number(all) * microseconds,
    depth: indent.length / 2,
  };
}
