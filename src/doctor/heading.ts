// A verdict in a few words, for a line of a tree or a note beside a job.
import type { Verdict } from './verdict';

/** Such as "No machine is free for the endpoint". */
export function headingOf({ state, diagnosis }: Verdict): string {
  if (diagnosis) return diagnosis.title;
  if (state === 'unsure') return 'Not sure why';
  return state === 'waiting' ? 'A worker is about to take it' : 'Nothing is wrong';
}

/** The same behind a colon or a dash. */
export function reasonOf(verdict: Verdict): string {
  const heading = headingOf(verdict);
  return heading.charAt(0).toLowerCase() + heading.slice(1);
}
