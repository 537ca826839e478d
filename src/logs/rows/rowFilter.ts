// Which rows a person wants to see. All wishes hold at once; a traceback is shown whole when one of its lines is meant.
import { patternOf } from '../itemFilter';
import type { LineLevel } from '../line';
import { type Chunk, chunkRows, lookBits } from './chunk';
import { kinds, levels } from './row';
import type { RowStore } from './rowStore';

export interface RowFilter {
  /** Words that all must occur, in any case; or a regular expression. */
  readonly text: string;
  readonly isRegex: boolean;
  /** This level and up; what has no level counts as INFO. */
  readonly minLevel: LineLevel | undefined;
  readonly hiddenWorkers: readonly string[];
  readonly source: 'container' | 'system' | undefined;
  readonly jobId: string | undefined;
  /** ms since the epoch. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

export const everything: RowFilter = {
  text: '',
  isRegex: false,
  minLevel: undefined,
  hiddenWorkers: [],
  source: undefined,
  jobId: undefined,
  fromMs: undefined,
  toMs: undefined,
};

const infoLevel = levels.indexOf('INFO') + 1;

/** A filter made ready for a store. Throws `usage` for a regular expression that is none. */
export class RowMatcher {
  private readonly pattern: RegExp | undefined;
  private readonly words: readonly string[];

  constructor(
    private readonly store: RowStore,
    private readonly filter: RowFilter,
  ) {
    const text = filter.text.trim();
    this.pattern = filter.isRegex && text !== '' ? patternOf(text) : undefined;
    const words = filter.isRegex ? [] : text.toLowerCase().split(/\s+/).filter(Boolean);
    // Few lines hold a long word, so that little is left to look for the others in.
    this.words = words.sort((a, b) => b.length - a.length);
  }

  get looksAtText(): boolean {
    return this.pattern !== undefined || this.words.length > 0;
  }

  /** 1 for each row of the chunk that passes, from `from` on; not yet with the rest of its entries. */
  mask(chunk: Chunk, from = 0): Uint8Array {
    const mask = this.columns(chunk, from);
    const { pattern } = this;
    if (pattern) keep(mask, hit => chunk.match(pattern, from, hit));
    const [longest, ...others] = this.words;
    if (longest !== undefined) keep(mask, hit => chunk.search(longest, from, hit));
    for (const word of others) drop(mask, at => !chunk.holds(at, word));
    return mask;
  }

  /** As `mask`, without the text. Gaps are shown whatever is looked for, unless their worker is hidden. */
  columns(chunk: Chunk, from = 0): Uint8Array {
    const { filter, store } = this;
    const mask = new Uint8Array(chunkRows);
    const wanted = wantedMarks(filter);
    const hidden = new Set(filter.hiddenWorkers.map(id => store.workerNumber(id)));
    const job = filter.jobId === undefined ? undefined : (store.jobNumber(filter.jobId) ?? -1);
    const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = filter;
    for (let at = from; at < chunk.count; at++) {
      const time = chunk.times[at] ?? 0;
      const isMeant = wanted[(chunk.marks[at] ?? 0) & lookBits] === 1 && time >= fromMs && time <= toMs;
      if (isMeant && (job === undefined || chunk.jobs[at] === job)) mask[at] = 1;
    }
    if (hidden.size > 0) drop(mask, at => hidden.has(chunk.workers[at]));
    return mask;
  }
}

/** For each kind and level, as a chunk marks them, whether it is wanted. */
function wantedMarks({ source, minLevel }: RowFilter): Uint8Array {
  const least = minLevel === undefined ? 0 : levels.indexOf(minLevel) + 1;
  return Uint8Array.from({ length: lookBits + 1 }, (_, mark) => {
    const kind = kinds[mark & 3];
    const fits = (source === undefined || kind === source) && (mark >> 2 || infoLevel) >= least;
    return Number(kind === 'gap' || fits);
  });
}

function drop(mask: Uint8Array, isHidden: (at: number) => boolean): void {
  for (let at = 0; at < mask.length; at++) if (mask[at] === 1 && isHidden(at)) mask[at] = 0;
}

/** Leaves in the mask only what `search` finds. */
function keep(mask: Uint8Array, search: (hit: (at: number) => void) => void): void {
  search(at => {
    if (mask[at] === 1) mask[at] = 2;
  });
  for (let at = 0; at < mask.length; at++) mask[at] = mask[at] === 2 ? 1 : 0;
}
