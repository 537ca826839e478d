// The one format in which every stage of `npm test` tells its results: a line of JSON per event, appended as it
// happens, so that a stage that dies still names the test it died in.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export type ResultEvent =
  | { readonly event: 'start'; readonly title: string }
  | { readonly event: 'pass'; readonly title: string }
  | { readonly event: 'fail'; readonly title: string; readonly error: string }
  | { readonly event: 'skip'; readonly title: string; readonly reason?: string | undefined }
  /** The stage came to its end; without this line it died. */
  | { readonly event: 'end' };

/** Opens a line about a test in a log that is full of other things. */
export const testLinePrefix = '[test] ';

export interface Results {
  readonly passed: number;
  readonly failures: readonly { readonly title: string; readonly error: string }[];
  readonly skips: readonly { readonly title: string; readonly reason?: string | undefined }[];
}

export function appendResult(file: string, event: ResultEvent): void {
  appendFileSync(file, `${JSON.stringify(event)}\n`);
}

/** Reads what a stage told. A stage without an end counts as one more failure that names the running test. */
export function readResults(file: string): Results {
  const events: ResultEvent[] = existsSync(file) ? parse(readFileSync(file, 'utf8')) : [];
  const failures = events.filter(event => event.event === 'fail');
  const skips = events.filter(event => event.event === 'skip');
  const passed = events.filter(event => event.event === 'pass').length;
  if (!events.some(event => event.event === 'end')) {
    const running = events.filter(event => event.event === 'start').at(-1);
    const error = running ? `it died or hung in or after: ${running.title}` : 'it died before its first test';
    failures.push({ event: 'fail', title: 'the run came to its end', error });
  } else if (passed + failures.length + skips.length === 0) {
    failures.push({ event: 'fail', title: 'there is at least one test', error: 'the stage ran no test' });
  }
  return { passed, failures, skips };
}

function parse(text: string): ResultEvent[] {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as ResultEvent);
}
