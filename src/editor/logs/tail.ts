// One tail: the rows of an endpoint's workers, numbered, capped, and the state of its connections in words.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { explain, isCancelled } from '../../base/errors';
import { count, duration } from '../../base/words';
import { type GroupedItem, LogGrouper } from '../../logs/logGrouper';
import type { TailState } from '../../logs/tailWorker';
import type { LogBatch, LogRow } from '../../protocol/logs';
import type { EndpointSubject } from '../subject';

const maxRows = 5000;
/** How long lines are gathered before they are shown. */
const gatherMs = 120;
/** An entry grows only while it is its worker's last. */
const maxGrowing = 1000;

type Status = Pick<LogBatch, 'state' | 'stateText'>;

export class Tail implements Disposable {
  private readonly stop = new AbortController();
  private readonly changed = new Emitter<LogBatch>();
  private readonly states = new Map<string, TailState>();
  private rows: LogRow[] = [];
  private unsent: LogRow[] = [];
  private dropped = 0;
  private readonly grouper = new LogGrouper();
  /** Rows by the entry they show, for entries that still grow: tracebacks, progress bars. */
  private readonly growing = new Map<number, number>();
  private nextSeq = 0;
  private timer: Disposable | undefined;
  private outcome: Status | undefined;
  /** What arrived since the last batch. */
  readonly onBatch: Event<LogBatch> = this.changed.event;

  constructor(
    readonly subject: EndpointSubject,
    private readonly clock: Clock,
  ) {}

  /** Follows until disposed; never throws. */
  async run(): Promise<void> {
    const { target, endpointId, workerId } = this.subject;
    try {
      const { tailLogs } = await import('../../flows/tailLogs');
      const onState = (state: TailState) => this.hear(state);
      const options = { endpointId, workerId, mode: 'follow' as const, tail: 1000, onState };
      for await (const item of tailLogs(target.cloud, options, { clock: this.clock }, this.stop.signal)) {
        this.take(this.grouper.push(item));
      }
      this.outcome = { state: 'ended', stateText: 'The worker is gone; its log is kept here.' };
    } catch (error) {
      if (isCancelled(error)) return;
      const { message, remedy } = explain(error);
      this.outcome = { state: 'broken', stateText: [message, remedy].filter(Boolean).join(' ') };
    }
    this.soon();
  }

  get all(): readonly LogRow[] {
    return this.rows;
  }

  /** Everything there is, for a panel that is shown anew. */
  snapshot(): LogBatch {
    this.unsent = [];
    return this.batch(this.rows, true);
  }

  clear(): void {
    this.rows = [];
    this.changed.fire(this.snapshot());
  }

  dispose(): void {
    this.stop.abort();
    this.timer?.dispose();
    this.changed.dispose();
  }

  private hear(state: TailState): void {
    if (state.kind === 'ended' && this.states.get(state.workerId)?.kind !== 'ended') {
      const text = `Worker ${state.workerId} ended; its log is kept here.`;
      this.add({ ts: '', workerId: state.workerId, kind: 'note', level: undefined, text, jobId: undefined });
    }
    this.states.set(state.workerId, state);
    this.soon();
  }

  private take({ change, entry }: GroupedItem): void {
    const seq = change === 'replaced' ? this.growing.get(entry.id) : undefined;
    if (seq !== undefined) {
      this.replace({ ...rowOf(entry), seq });
      return;
    }
    this.growing.set(entry.id, this.nextSeq);
    this.growing.delete(entry.id - maxGrowing);
    this.add(rowOf(entry));
  }

  private add(row: Omit<LogRow, 'seq'>): void {
    const numbered = { ...row, seq: this.nextSeq++ };
    this.rows.push(numbered);
    this.unsent.push(numbered);
    if (this.rows.length > maxRows) this.dropped += this.rows.splice(0, this.rows.length - maxRows).length;
    this.soon();
  }

  private replace(row: LogRow): void {
    const first = this.rows[0]?.seq ?? 0;
    if (this.rows[row.seq - first]) this.rows[row.seq - first] = row;
    this.unsent = [...this.unsent.filter(other => other.seq !== row.seq), row];
    this.unsent.sort((a, b) => a.seq - b.seq);
    this.soon();
  }

  private soon(): void {
    if (this.stop.signal.aborted) return;
    this.timer ??= this.clock.after(gatherMs, () => {
      this.timer = undefined;
      const rows = this.unsent;
      this.unsent = [];
      this.changed.fire(this.batch(rows, false));
    });
  }

  private batch(rows: readonly LogRow[], whole: boolean): LogBatch {
    const { target, name } = this.subject;
    const status = this.outcome ?? statusOf([...this.states.values()]);
    const targetName = target.kind === 'local' ? 'Local RunPod' : target.name;
    return { endpointName: name, targetName, ...status, dropped: this.dropped, whole, rows };
  }
}

/** The connections of all workers as one state. */
export function statusOf(states: readonly TailState[]): Status {
  const open = states.filter(state => state.kind !== 'ended');
  const retrying = open.find(state => state.kind === 'retrying');
  if (retrying) {
    const { workerId, reason, inMs } = retrying;
    const stateText = `Reconnecting to ${workerId} in ${duration(inMs)}: ${reason}`;
    return { state: 'broken', stateText };
  }
  if (open.some(state => state.kind === 'connecting'))
    return { state: 'connecting', stateText: 'Connecting…' };
  const words = open.length === 0 ? 'Waiting for workers' : `Following ${count(open.length, 'worker')}`;
  return { state: 'live', stateText: words };
}

function rowOf(entry: GroupedItem['entry']): Omit<LogRow, 'seq'> {
  if (entry.kind === 'gap') {
    const { from, to, workerId } = entry.gap;
    const text = `Lines of ${workerId} between ${from} and ${to} could not be fetched.`;
    return { ts: from, workerId, kind: 'gap', level: undefined, text, jobId: undefined };
  }
  const { ts, workerId, source } = entry.first;
  return { ts, workerId, kind: source, level: entry.level, text: entry.text, jobId: entry.jobId };
}
