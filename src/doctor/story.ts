// What one worker went through, told by its log: pulls, starts, how each start ended, and which SDK spoke. System lines
// are the platform's own words (runpod-plugins-official, golden path 15) and Local RunPod's, which says more.

import type { LogLine } from '../logs/line';
import { parseLine } from '../logs/parseLine';
import type { Evidence } from './evidence';

/** One start of the container. */
export interface Attempt {
  readonly startedAt: number;
  readonly startLine: LogLine;
  /** `runpod.serverless.start()` was reached. */
  startReached: boolean;
  endedAt?: number;
  /** What was said about its end. */
  endLine?: LogLine;
  exitCode?: number;
  /** Ended by SIGKILL. */
  killed?: true;
  readonly output: LogLine[];
}

export interface WorkerStory {
  readonly id: string;
  /** As listed now; undefined for a worker that is gone. */
  readonly status: string | undefined;
  readonly attempts: readonly Attempt[];
  /** System lines about fetching the image, oldest first. */
  readonly pulls: readonly LogLine[];
  readonly system: readonly LogLine[];
  readonly sdkVersion: string | undefined;
}

const startLine = /^start container\b/i;
const endLine =
  /\bcontainer\b.*\b(?:exited with code|was ended by|stopped|died)\b|^(?:stop|restart|remove) container\b/i;
const pullLine = /\bpull(?:ing|ed)?\b|\bdownload(?:ing|ed)?\b|\bextract(?:ing|ed)?\b|\bmanifest\b|\blayer\b/i;
const banner = /Starting Serverless Worker \|\s+Version (\S+)/;

export function workerStories(evidence: Evidence): WorkerStory[] {
  const listed = new Map(evidence.workers?.workers.map(({ id, status }) => [id, status]));
  const byWorker = new Map<string, LogLine[]>();
  for (const line of evidence.log) {
    const lines = byWorker.get(line.workerId);
    if (lines) lines.push(line);
    else byWorker.set(line.workerId, [line]);
  }
  const ids = new Set([...listed.keys(), ...byWorker.keys()]);
  return [...ids].map(id => storyOf(id, listed.get(id), byWorker.get(id) ?? []));
}

function storyOf(id: string, status: string | undefined, lines: readonly LogLine[]): WorkerStory {
  const attempts: Attempt[] = [];
  let sdkVersion: string | undefined;
  for (const line of lines) {
    const attempt = attempts.at(-1);
    if (line.source === 'container') {
      attempt?.output.push(line);
      const version = banner.exec(line.line)?.[1];
      if (version === undefined) continue;
      sdkVersion = version;
      if (attempt) attempt.startReached = true;
    } else if (startLine.test(line.line)) attempts.push(begun(line));
    else if (attempt && endLine.test(line.line)) ended(attempt, line);
  }
  const system = lines.filter(line => line.source === 'system');
  return { id, status, attempts, system, sdkVersion, pulls: system.filter(isPull) };
}

function begun(line: LogLine): Attempt {
  return { startedAt: Date.parse(line.ts), startLine: line, startReached: false, output: [] };
}

/** The first word about the end counts: what is removed had ended before. */
function ended(attempt: Attempt, line: LogLine): void {
  if (attempt.endLine) return;
  attempt.endLine = line;
  attempt.endedAt = Date.parse(line.ts);
  const code = /exited with code (\d+)/.exec(line.line)?.[1];
  if (code !== undefined) attempt.exitCode = Number(code);
  if (/SIGKILL/.test(line.line)) attempt.killed = true;
}

function isPull({ line }: LogLine): boolean {
  return pullLine.test(line) && !startLine.test(line) && !/^job\b/.test(line);
}

/** Starts that ended before `start()` was reached. */
export function failedStarts(story: WorkerStory): Attempt[] {
  return story.attempts.filter(attempt => attempt.endLine && !attempt.startReached);
}

/** What a container printed, as a person reads it. */
export function textOf(lines: readonly LogLine[]): string[] {
  return lines.map(line => parseLine(line.line).text);
}
