// What a log panel is answered: the filtered view of a session, and the panel's questions about it. One for each panel;
// the panel is reached through `send`, what lies beyond it through `doors`.
import { type Disposable, DisposableStore } from '../../base/disposable';
import { explain } from '../../base/errors';
import type { Row } from '../../logs/rows/row';
import type { RowFilter } from '../../logs/rows/rowFilter';
import type { RowStore } from '../../logs/rows/rowStore';
import { RowView } from '../../logs/rows/rowView';
import {
  type FileLink,
  type FromLogHost,
  type LogFilter,
  type LogSearch,
  type LogTimeline,
  noFilter,
  type ToLogHost,
} from '../../protocol/logs';
import { findRow } from './findRow';
import type { LogSession } from './logSession';

export interface LogDoors {
  readonly send: (message: FromLogHost) => void;
  readonly now: () => number;
  copy(text: string): void;
  openDocument(text: string): void;
  save(text: string): void;
  openJob(jobId: string): void;
  openFile(path: string, line: number): void;
  hasJob(jobId: string): boolean;
  /** The places in the workspace that a text names. */
  filesIn(text: string): Promise<readonly FileLink[]>;
}

/** A document of more rows would not be opened by VS Code as text with colours. */
const maxDocumentRows = 500_000;

/** A panel begins at the end: it need not ask for its first screen. */
const greetingRows = 120;

interface Wish {
  readonly workerId?: string | undefined;
  readonly jobId?: string | undefined;
}

export class LogConversation implements Disposable {
  private readonly lifetime = new DisposableStore();
  private view: RowView;
  private shownStore: RowStore;
  private filter: LogFilter = noFilter;
  private revision = 0;
  private shift: number | undefined = 0;
  private refusal: string | undefined;
  private wish: Wish | undefined;
  /** The panel has had rows without asking. */
  private isGreeted = false;

  constructor(
    private readonly session: LogSession,
    private readonly doors: LogDoors,
  ) {
    this.shownStore = session.store;
    this.view = new RowView(session.store, rowFilter(this.filter));
    this.lifetime.add(session.onChange(() => this.tell()));
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  /** Shows only these, and says so in the panel. */
  setFilter(filter: LogFilter): void {
    try {
      this.view = new RowView(this.session.store, rowFilter(filter));
      this.shownStore = this.session.store;
      this.filter = filter;
      this.refusal = undefined;
      this.revision++;
      this.shift = undefined;
    } catch (error) {
      this.refusal = explain(error).message;
    }
    this.tell();
  }

  async answer(message: ToLogHost): Promise<void> {
    const { doors } = this;
    if (message.kind === 'ready') this.greet();
    else if (message.kind === 'rows') this.sendRows(message.from, message.count);
    else if (message.kind === 'filter') this.setFilter(message.filter);
    else if (message.kind === 'find') this.find(message);
    else if (message.kind === 'details') await this.sendDetails(message.seq);
    else if (message.kind === 'copy') doors.copy(this.text(message.from, message.to));
    else if (message.kind === 'openDocument') doors.openDocument(this.text(this.view.first, this.view.end));
    else if (message.kind === 'save') doors.save(this.text(this.view.first, this.view.end));
    else if (message.kind === 'openJob') doors.openJob(message.jobId);
    else doors.openFile(message.path, message.line);
  }

  /** Shows only a worker, or goes to a job's traceback or first line; as soon as there is something of it. */
  focusOn(wish: Wish): void {
    this.wish = wish;
    this.fulfil();
  }

  private greet(): void {
    this.isGreeted = false;
    this.tell();
  }

  private tell(): void {
    this.refresh();
    const { session, view, filter, refusal, revision, shift } = this;
    const { subject, store } = session;
    const { target, endpointId, name } = subject;
    this.doors.send({
      kind: 'status',
      endpointId,
      endpointName: name,
      target: target.name,
      targetName: target.kind === 'local' ? 'Local RunPod' : target.name,
      ...session.status,
      loading: session.loading,
      total: store.end - store.first,
      revision,
      shift,
      first: view.first,
      end: view.end,
      workers: store.workers,
      filter,
      refusal,
      newestMs: store.row(store.end - 1)?.tsMs,
    });
    if (!this.isGreeted && view.end > view.first) {
      this.isGreeted = true;
      this.sendRows(view.end - greetingRows, greetingRows);
    }
    const timeline = this.timeline();
    if (timeline) this.doors.send(timeline);
    if (this.wish) this.fulfil();
  }

  private fulfil(): void {
    const { store } = this.session;
    const { workerId, jobId } = this.wish ?? {};
    if (workerId !== undefined && store.workerNumber(workerId) !== undefined) {
      this.wish = undefined;
      this.setFilter({ ...noFilter, hiddenWorkers: store.workers.filter(other => other !== workerId) });
    } else if (jobId !== undefined && store.jobNumber(jobId) !== undefined) {
      this.wish = undefined;
      if (this.filter !== noFilter) this.setFilter(noFilter);
      this.find({ kind: 'find', what: 'job', from: this.view.first, jobId });
    }
  }

  /** Brings the view up to date; a store that took the other's place has the same end. */
  private refresh(): void {
    const { session, view } = this;
    const isOther = session.store !== this.shownStore;
    // Brought up first even if another store took its place: both end with the same rows.
    if (view.catchUp() && !isOther) return;
    const next = new RowView(session.store, rowFilter(this.filter));
    this.shift = next.end - view.end;
    this.revision++;
    this.view = next;
    this.shownStore = session.store;
  }

  private sendRows(from: number, count: number): void {
    const { view, revision } = this;
    const start = Math.max(from, view.first);
    const rows: Row[] = [];
    for (let position = start; position < Math.min(from + count, view.end); position++) {
      const row = this.rowAt(position);
      if (row) rows.push(row);
    }
    this.doors.send({ kind: 'rows', revision, from: start, rows });
  }

  private find(search: LogSearch): void {
    const position = findRow(this.shownStore, this.view, search);
    if (position !== undefined) this.doors.send({ kind: 'reveal', revision: this.revision, position });
  }

  private async sendDetails(seq: number): Promise<void> {
    const row = this.shownStore.row(seq);
    if (!row) return;
    const text = this.shownStore
      .entry(seq)
      .map(part => part.text)
      .join('\n');
    const files = await this.doors.filesIn(text);
    const hasJob = row.jobId !== undefined && this.doors.hasJob(row.jobId);
    this.doors.send({ kind: 'details', row, text, files, hasJob });
  }

  private text(from: number, to: number): string {
    const lines: string[] = [];
    const start = Math.max(from, to - maxDocumentRows);
    if (start > from && from >= this.view.first) lines.push(`--- ${start - from} earlier lines left out`);
    for (let position = start; position < to; position++) {
      const row = this.rowAt(position);
      if (row) lines.push(documentLine(row));
    }
    return lines.join('\n');
  }

  private rowAt(position: number): Row | undefined {
    const seq = this.view.at(position);
    return seq === undefined ? undefined : this.shownStore.row(seq);
  }

  private timeline(): LogTimeline | undefined {
    const { span, tracks } = this.session.timeline;
    if (!span) return undefined;
    const isLive = this.session.status.state !== 'ended';
    const toMs = isLive ? Math.max(span.toMs, this.doors.now()) : span.toMs;
    // In the order of their names above the lines.
    const place = ({ workerId }: { workerId: string }) =>
      this.session.store.workerNumber(workerId) ?? Number.MAX_SAFE_INTEGER;
    const ordered = [...tracks].sort((a, b) => place(a) - place(b));
    return { kind: 'timeline', fromMs: span.fromMs, toMs, tracks: ordered.map(plain) };
  }
}

function plain({
  workerId,
  states,
  jobs,
  moments,
}: LogTimeline['tracks'][number]): LogTimeline['tracks'][number] {
  return { workerId, states, jobs, moments };
}

function rowFilter({ minLevel, source, jobId, fromMs, toMs, ...rest }: LogFilter): RowFilter {
  return { minLevel, source, jobId, fromMs, toMs, ...rest };
}

function documentLine({ tsMs, workerId, level, kind, text }: Row): string {
  if (kind === 'gap') return `--- ${text}`;
  const stamp = new Date(tsMs).toISOString();
  return [stamp, workerId, level ?? (kind === 'system' ? 'SYSTEM' : ''), text].filter(Boolean).join(' ');
}
