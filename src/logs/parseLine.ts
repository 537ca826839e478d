// What one line of a worker says about itself. The SDK prints JSON inside a worker and `LEVEL | job id | text`
// elsewhere; everything else is the handler's own output and is left as it is. Never throws.
import { isRecord, parseJson } from '../base/json';
import type { LineLevel } from './line';

export interface ParsedLine {
  /** For display: without ANSI codes, and of a progress bar only its last state. */
  readonly text: string;
  readonly jobId?: string;
  readonly level?: LineLevel;
}

const ansi = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const control = /[\u001b\r\n]/;
const plainForm = /^(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL)\s*\|\s*(?:([^|\s][^|]*?)\s*\|\s*)?(.*)$/s;
const jobIdForm = /^[\w-]{6,64}$/;
const levels: Readonly<Record<string, LineLevel>> = {
  TRACE: 'TRACE',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  WARN: 'WARN',
  WARNING: 'WARN',
  ERROR: 'ERROR',
  CRITICAL: 'ERROR',
};

export function parseLine(line: string): ParsedLine {
  const text = visibleText(line);
  return sdkJson(text) ?? sdkPlain(text) ?? { text };
}

/** Without ANSI codes; after carriage returns only what a terminal would still show. */
export function visibleText(line: string): string {
  if (!control.test(line)) return line;
  const clean = line.replace(ansi, '').replace(/\r?\n?$/, '');
  if (!clean.includes('\r')) return clean;
  return clean.split('\r').findLast(part => part.trim() !== '') ?? '';
}

function sdkJson(text: string): ParsedLine | undefined {
  if (!text.startsWith('{')) return undefined;
  const json = parseJson(text);
  if (!json.ok || !isRecord(json.value)) return undefined;
  const { message, level, requestId } = json.value;
  if (typeof message !== 'string' || typeof level !== 'string') return undefined;
  return parsed(message, level, typeof requestId === 'string' ? requestId : undefined);
}

function sdkPlain(text: string): ParsedLine | undefined {
  const match = plainForm.exec(text);
  if (!match) return undefined;
  const [, level = '', middle, rest = ''] = match;
  if (middle === undefined) return parsed(rest, level, undefined);
  // `INFO | a sentence | more` has no job id: an id is one word.
  return jobIdForm.test(middle)
    ? parsed(rest, level, middle)
    : parsed(`${middle} | ${rest}`, level, undefined);
}

function parsed(text: string, word: string, jobId: string | undefined): ParsedLine {
  const level = levels[word.toUpperCase()];
  return { text, ...(jobId && { jobId }), ...(level && { level }) };
}
