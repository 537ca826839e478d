// Where a worker's log is to be gone on with, and the proof that nothing is missing. It resumes one step before the
// last event: a server may treat its cursor as "after" or as "from", several lines may share one, and the repeats that
// come first show that the log goes on where it was. Repeats are counted, because a worker may print a line twice.
import type { StreamedEvent } from './logLine';

export interface StreamStart {
  readonly source?: 'container' | 'system';
  readonly tail?: number;
  readonly since?: string;
  readonly lastEventId?: string;
}

/** `after-gap`: the line is new, and what was written before it since we left is not there any more. */
export type Novelty = 'new' | 'repeat' | 'after-gap';

/** A server that ignores the cursor sends its last 5,000 lines. */
const rememberedEvents = 6_000;
const comparedCharacters = 400;

export class ResumePoint {
  private recent: StreamedEvent[] = [];
  /** No repeat has a later stamp. */
  private newest = '';
  private repeats = new Map<string, number>();
  private proof: 'not-needed' | 'awaited' | 'given' = 'not-needed';

  /** The time stamp of the last event, if there was one. */
  get lastTs(): string | undefined {
    return this.recent.at(-1)?.ts;
  }

  /** Learns an event that was taken, or that an earlier session had taken. */
  add(event: StreamedEvent): void {
    this.recent.push(event);
    if (this.recent.length > rememberedEvents * 1.5) this.recent = this.recent.slice(-rememberedEvents);
  }

  /** Begins a connection; `first` says where, when there was none before. */
  open(first: StreamStart): StreamStart {
    this.repeats = new Map();
    this.newest = '';
    for (const event of this.recent) {
      const key = keyOf(event);
      this.repeats.set(key, (this.repeats.get(key) ?? 0) + 1);
      if (isLater(event.ts, this.newest)) this.newest = event.ts;
    }
    const last = this.recent.at(-1);
    const before = last && this.recent.findLast(({ id, ts }) => (last.id ? id !== last.id : ts !== last.ts));
    this.proof = before ? 'awaited' : 'not-needed';
    if (!last) return first;
    const from = before ?? last;
    const where = from.id === undefined ? { since: from.ts } : { lastEventId: from.id };
    return { ...(first.source && { source: first.source }), ...where };
  }

  /** Judges the next event of the connection; one that is not a repeat is to be added. */
  judge(event: StreamedEvent): Novelty {
    if (!isLater(event.ts, this.newest) && this.isRepeat(event)) {
      this.proof = 'given';
      return 'repeat';
    }
    if (this.proof !== 'awaited') return 'new';
    // Older than all we remember: a server that ignores the cursor tells its whole history.
    if (Date.parse(event.ts) < Date.parse(this.recent[0]?.ts ?? '')) return 'repeat';
    this.proof = 'given';
    return 'after-gap';
  }

  private isRepeat(event: StreamedEvent): boolean {
    const key = keyOf(event);
    const left = this.repeats.get(key) ?? 0;
    if (left > 0) this.repeats.set(key, left - 1);
    return left > 0;
  }
}

/** For certain, which only stamps of one form in UTC can be: others are looked up. */
function isLater(ts: string, than: string): boolean {
  return than === '' || (ts.length === than.length && ts.endsWith('Z') && ts > than);
}

function keyOf({ id, ts, source, line }: StreamedEvent): string {
  const text =
    line.length <= comparedCharacters ? line : `${line.length}/${line.slice(0, comparedCharacters)}`;
  return `${id ?? ts}\0${source}\0${text}`;
}
