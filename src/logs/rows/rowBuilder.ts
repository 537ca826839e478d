// Makes rows of lines as they come: what the SDK wraps in JSON is unwrapped, a traceback is one entry whichever way it
// was printed, a progress bar is one row that moves, and lines without a job get the one their worker is at.
import * as z from 'zod';
import { type LogLine, type TailItem, timeOf } from '../line';
import { type ParsedLine, parseLine } from '../parseLine';
import { TracebackReader, uncaughtException } from '../tracebacks';
import { JobAttribution } from './jobAttribution';
import type { RowDraft } from './row';

interface WorkerState {
  readonly tracebacks: TracebackReader;
  last: 'line' | 'progress' | 'traceback' | undefined;
  /** Of the entry that may go on. */
  jobId: string | undefined;
}

/** `42%|████` of tqdm, or anything that used a carriage return to overwrite itself. */
const progressBar = /(?:^|\s)\d{1,3}%\s?\|/;
const escapeSign = '\u001b';
const processStart = /^start container /;

/** Of one worker, what the rows to come depend on; plain JSON. */
export const builderMemorySchema = z.object({
  jobs: z.array(z.string()),
  sources: z.array(
    z.object({
      source: z.enum(['container', 'system']),
      last: z.enum(['line', 'progress', 'traceback']).optional(),
      jobId: z.string().optional(),
      traceback: z.object({ state: z.enum(['outside', 'inside', 'concluded']), lines: z.int() }),
    }),
  ),
});
export type BuilderMemory = z.infer<typeof builderMemorySchema>;

const sources = ['container', 'system'] as const;

export class RowBuilder {
  private readonly workers = new Map<string, WorkerState>();
  private readonly jobs = new JobAttribution();

  /** `said` is what `parseLine` finds in the line, for who has it already. */
  push(item: TailItem, said?: ParsedLine): RowDraft[] {
    return 'gap' in item ? [this.gap(item.gap)] : this.line(item, said ?? parseLine(item.line));
  }

  memoryOf(workerId: string): BuilderMemory {
    return {
      jobs: [...this.jobs.jobsOf(workerId)],
      sources: sources.flatMap(source => {
        const state = this.workers.get(`${workerId}/${source}`);
        if (!state) return [];
        const { last, jobId, tracebacks } = state;
        return [{ source, ...(last && { last }), ...(jobId && { jobId }), traceback: tracebacks.memory }];
      }),
    };
  }

  /** Goes on where another builder was. */
  recall(workerId: string, memory: BuilderMemory): void {
    this.jobs.recall(workerId, memory.jobs);
    for (const { source, last, jobId, traceback } of memory.sources) {
      const tracebacks = new TracebackReader(traceback);
      this.workers.set(`${workerId}/${source}`, { tracebacks, last, jobId });
    }
  }

  private gap({ from, to, workerId }: { from: string; to: string; workerId: string }): RowDraft {
    this.workers.delete(`${workerId}/container`);
    this.jobs.forget(workerId);
    const tsMs = Date.parse(from) || 0;
    const seconds = Math.max(0, (Date.parse(to) - tsMs) / 1000);
    const missing = seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds));
    const text = `Reconnected to ${workerId}: ${missing} s missing`;
    return { tsMs, workerId, kind: 'gap', level: undefined, jobId: undefined, text, part: 'head' };
  }

  private line(line: LogLine, said: ParsedLine): RowDraft[] {
    const { workerId, source } = line;
    const state = this.stateOf(`${workerId}/${source}`);
    if (source === 'system' && processStart.test(said.text)) this.jobs.forget(workerId);
    const role = state.tracebacks.next(said.text);
    if (role === 'belongs' && state.last === 'traceback') {
      return [{ ...draft(line, said), level: 'ERROR', jobId: state.jobId, part: 'more' }];
    }
    const jobId = source === 'container' ? this.jobs.jobOf(workerId, said.jobId, said.text) : said.jobId;
    state.jobId = jobId;
    const own = { ...draft(line, said), jobId };
    if (role === 'opens') {
      state.last = 'traceback';
      return [{ ...own, level: 'ERROR' }];
    }
    if (isProgress(line.line, said.text)) {
      const part = state.last === 'progress' ? 'again' : 'head';
      state.last = 'progress';
      return [{ ...own, part }];
    }
    state.last = 'line';
    return whole(own, said.text);
  }

  private stateOf(key: string): WorkerState {
    let state = this.workers.get(key);
    if (!state) {
      state = { tracebacks: new TracebackReader(), last: undefined, jobId: undefined };
      this.workers.set(key, state);
    }
    return state;
  }
}

function draft(line: LogLine, { text, level, jobId }: ParsedLine): RowDraft {
  return {
    tsMs: timeOf(line),
    workerId: line.workerId,
    kind: line.source,
    level,
    jobId,
    text,
    ...(line.line.includes(escapeSign) && !line.line.startsWith('{') && { styled: line.line }),
    part: 'head',
  };
}

function isProgress(raw: string, text: string): boolean {
  return progressBar.test(text) || (raw.includes('\r') && /\r(?!\n?$)/.test(raw));
}

/** One message of several lines: a traceback that the SDK put into one, a crash told as a list, or a printed table. */
function whole(own: RowDraft, text: string): RowDraft[] {
  const crash = text.startsWith('Uncaught exception') ? uncaughtException(text) : undefined;
  if (!crash && !text.includes('\n')) return [own];
  const lines = crash ?? text.split('\n');
  const level = text.includes('Traceback (most recent call last):') ? 'ERROR' : own.level;
  return lines.map((line, index) => ({
    ...own,
    level,
    text: line,
    styled: undefined,
    part: index === 0 ? 'head' : 'more',
  }));
}
