// The rows of an endpoint's log in memory: numbered for ever, the oldest let go when there are too many (the disk still
// has them). A million rows take what their text takes, twice, and 20 bytes each.
import { Chunk, chunkRows } from './chunk';
import type { Row, RowDraft } from './row';
import { kinds, levels } from './row';

const defaultMaxRows = 1_200_000;

export class RowStore {
  readonly chunks: Chunk[] = [];
  private readonly workerNumbers = new Map<string, number>();
  private readonly jobNumbers = new Map<string, number>([['', 0]]);
  readonly workers: string[] = [];
  readonly jobs: string[] = [''];
  /** The head of the last entry of each worker and kind. */
  private readonly lastHeads = new Map<string, number>();
  private next = 0;

  constructor(private readonly maxRows = defaultMaxRows) {}

  /** The oldest row that is there. */
  get first(): number {
    return this.chunks[0]?.base ?? this.next;
  }

  /** The number that the next row gets. */
  get end(): number {
    return this.next;
  }

  /** Adds the row and returns its number, or that of the row whose new state it is. */
  add(draft: RowDraft): number {
    const key = `${draft.workerId}/${draft.kind}`;
    const head = draft.part === 'head' ? undefined : this.lastHeads.get(key);
    if (head !== undefined && head >= this.first && draft.part === 'again') {
      this.chunkOf(head)?.replace(head % chunkRows, draft.text, draft.styled);
      return head;
    }
    const seq = this.next++;
    const belongs = head !== undefined && head >= this.first;
    if (belongs) this.chunkOf(head)?.markHeadOfMany(head % chunkRows);
    else this.lastHeads.set(key, seq);
    this.lastChunk().add(
      draft,
      numberOf(draft.workerId, this.workerNumbers, this.workers),
      numberOf(draft.jobId ?? '', this.jobNumbers, this.jobs),
      belongs ? seq - head : 0,
    );
    if (this.next - this.first > this.maxRows + chunkRows) this.chunks.shift();
    return seq;
  }

  row(seq: number): Row | undefined {
    const chunk = this.chunkOf(seq);
    const at = seq % chunkRows;
    if (!chunk || at >= chunk.count) return undefined;
    return {
      seq,
      head: seq - (chunk.distances[at] ?? 0),
      tsMs: chunk.times[at] ?? 0,
      workerId: this.workers[chunk.workers[at] ?? 0] ?? '',
      kind: kinds[chunk.kindAt(at)] ?? 'container',
      level: levels[chunk.levelAt(at) - 1],
      jobId: this.jobs[chunk.jobs[at] ?? 0] || undefined,
      text: chunk.textAt(at),
      styled: chunk.styled.get(at),
    };
  }

  /** The rows of an entry, by the number of any of them. */
  entry(seq: number): Row[] {
    const found = this.row(seq);
    const head = found && this.row(found.head);
    if (!found || !head) return found ? [found] : [];
    const rows = [head];
    // Rows of other workers may lie between; an entry ends where its worker begins another.
    for (let at = head.seq + 1; at < this.end && at - head.seq < chunkRows; at++) {
      const row = this.row(at);
      if (!row || row.workerId !== head.workerId || row.kind !== head.kind) continue;
      if (row.head !== head.seq) break;
      rows.push(row);
    }
    return rows;
  }

  chunkOf(seq: number): Chunk | undefined {
    return this.chunks[Math.floor((seq - this.first) / chunkRows)];
  }

  workerNumber(workerId: string): number | undefined {
    return this.workerNumbers.get(workerId);
  }

  jobNumber(jobId: string): number | undefined {
    return this.jobNumbers.get(jobId);
  }

  private lastChunk(): Chunk {
    const last = this.chunks.at(-1);
    if (last && !last.isFull) return last;
    const chunk = new Chunk(this.next - 1);
    this.chunks.push(chunk);
    return chunk;
  }
}

function numberOf(word: string, numbers: Map<string, number>, words: string[]): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  words.push(word);
  numbers.set(word, words.length - 1);
  return words.length - 1;
}
