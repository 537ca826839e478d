// Proof lines, made in one place so that no secret of a log or an environment gets through, and none is too long to read.
import { redact } from '../base/redact';
import type { LogLine } from '../logs/line';
import { parseLine } from '../logs/parseLine';
import type { Evidence } from './evidence';
import type { Attempt, WorkerStory } from './story';
import { textOf } from './story';
import type { Proof } from './verdict';

const longest = 240;
const tracebackStart = 'Traceback (most recent call last):';

export function proof(from: Proof['from'], text: string, workerId?: string): Proof {
  return { from, text: shortened(redact(text)), ...(workerId !== undefined && { workerId }) };
}

export function logProof({ line, workerId, ts }: LogLine): Proof {
  return { ...proof('log', parseLine(line).text.trim(), workerId), ts };
}

/** The newest line that matches, of one source or of both. */
export function lastLine(
  lines: readonly LogLine[],
  pattern: RegExp,
  source?: LogLine['source'],
): LogLine | undefined {
  return lines.findLast(line => (!source || line.source === source) && pattern.test(line.line));
}

/** The last traceback that a start printed, from its heading to its last line; undefined without one. */
export function tracebackOf(attempt: Attempt): string[] | undefined {
  const texts = textOf(attempt.output);
  const first = texts.findLastIndex(text => text.includes(tracebackStart));
  return first < 0 ? undefined : texts.slice(first);
}

/** `ModuleNotFoundError: No module named 'torch'`: the last line of a traceback that is not indented. */
export function conclusionOf(traceback: readonly string[]): string | undefined {
  return traceback.findLast(line =>
    /^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning)?\b(?::|$)/.test(line),
  );
}

/** Diagnostics of the worker folder with one of these codes, as proof. */
export function projectProof({ project }: Evidence, ...codes: string[]): Proof[] {
  return project
    .filter(({ code }) => codes.includes(code))
    .map(({ code, path, line, message }) => proof('project', `${path}:${line + 1} ${code}: ${message}`));
}

/** Every failed start as proof of how often it was tried, for causes that repeat. */
export function triesProof(stories: readonly WorkerStory[], failures: number): Proof[] {
  if (failures < 2) return [];
  const workers = stories.filter(story => story.attempts.length > 0).length;
  return [proof('log', `${failures} starts failed on ${workers === 1 ? '1 worker' : `${workers} workers`}.`)];
}

/** `7:00` for 420. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
