// The wishes of `logs` about lines as they pass by. All hold at once; gaps are told whatever is looked for.
import { AppError } from '../base/errors';
import type { LogSource } from '../wire/logEvent';
import { type LineLevel, type LogLine, type TailItem, timeOf, workerOf } from './line';
import { parseLine } from './parseLine';
import { JobAttribution } from './rows/jobAttribution';
import { levels } from './rows/row';

export interface ItemFilter {
  readonly source?: LogSource | undefined;
  /** This level and up; what has no level counts as INFO. */
  readonly minLevel?: LineLevel | undefined;
  readonly workerId?: string | undefined;
  readonly jobId?: string | undefined;
  /** Words that all must occur, in any case; or a regular expression. */
  readonly text: string;
  readonly isRegex: boolean;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

export function isLevel(word: string): word is LineLevel {
  return levels.some(level => level === word);
}

/** A predicate that remembers which job a worker is at, so it wants every line. Throws `usage` for a wrong pattern. */
export function itemFilter(filter: ItemFilter): (item: TailItem) => boolean {
  const { workerId, fromMs = 0, toMs = Number.POSITIVE_INFINITY } = filter;
  const isWanted = lineFilter(filter);
  const jobs = new JobAttribution();
  return item => {
    const job = 'gap' in item ? undefined : jobs.jobOf(item.workerId, item.jobId, parseLine(item.line).text);
    const time = timeOf(item);
    if (time < fromMs || time > toMs) return false;
    if (workerId !== undefined && workerOf(item) !== workerId) return false;
    return 'gap' in item || isWanted(item, job);
  };
}

function lineFilter({ source, minLevel, jobId, text, isRegex }: ItemFilter) {
  const least = minLevel === undefined ? 0 : levels.indexOf(minLevel);
  const hasText = textFilter(text, isRegex);
  return (line: LogLine, job: string | undefined): boolean =>
    (source === undefined || line.source === source) &&
    (jobId === undefined || job === jobId) &&
    levels.indexOf(line.level ?? 'INFO') >= least &&
    hasText(line.line);
}

/** Throws `usage` for a regular expression that is none. */
export function textFilter(text: string, isRegex: boolean): (line: string) => boolean {
  if (isRegex && text.trim() !== '') {
    const pattern = patternOf(text.trim());
    return line => pattern.test(line);
  }
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return line => {
    const lower = line.toLowerCase();
    return words.every(word => lower.includes(word));
  };
}

/** Throws `usage`. */
export function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
    throw new AppError('usage', `That is not a regular expression: ${words}.`, {
      remedy: 'Correct it, or look for the words as they are.',
    });
  }
}
