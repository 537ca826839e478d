// What RunPod's log streams do and a well-behaved server would not: on demand, so that whoever reads them can be tested.
// None of it is on by default.
import { AppError } from '../../base/errors';

export interface LogQuirks {
  /** Every stream is cut this long after it was opened, in the middle of a line if need be. ms. */
  readonly resetAfterMs: number | undefined;
  /** The id of an event is its time stamp, and a resumed stream begins with the lines of that stamp again. */
  readonly sameStamps: boolean;
  /** Container lines are gone this long after their worker was removed; system lines stay. ms. */
  readonly vanishAfterMs: number | undefined;
}

export const noQuirks: LogQuirks = { resetAfterMs: undefined, sameStamps: false, vanishAfterMs: undefined };

/** On RunPod, about two minutes after `remove container`. */
const platformVanishMs = 120_000;

/** Reads `reset=5s,same-stamps,vanish` (or `vanish=10s`). Throws `usage`. */
export function readLogQuirks(text: string): LogQuirks {
  let quirks = noQuirks;
  for (const word of text.split(',').filter(Boolean)) {
    const [name, value] = word.split('=', 2);
    if (name === 'same-stamps' && value === undefined) quirks = { ...quirks, sameStamps: true };
    else if (name === 'reset') quirks = { ...quirks, resetAfterMs: milliseconds(word, value) };
    else if (name === 'vanish')
      quirks = {
        ...quirks,
        vanishAfterMs: value === undefined ? platformVanishMs : milliseconds(word, value),
      };
    else throw wrong(word);
  }
  return quirks;
}

function milliseconds(word: string, value: string | undefined): number {
  const [, number, unit] = /^(\d{1,7})(ms|s)$/.exec(value ?? '') ?? [];
  if (number === undefined) throw wrong(word);
  return Number(number) * (unit === 's' ? 1_000 : 1);
}

function wrong(word: string): AppError {
  return new AppError('usage', `"${word}" is no quirk of log streams.`, {
    remedy: 'They are reset=5s, same-stamps and vanish (or vanish=10s), separated by commas.',
  });
}
