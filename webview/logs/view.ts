// The log panel put together: what the host says goes to the parts, what the reader does goes to the host. The rows stay
// with the host; the panel has those it shows.
import type { FromLogHost, LogFilter, LogStatus, ToLogHost } from '../../src/protocol/logs';
import { codicon, h } from '../shared/dom';
import { detailsElement } from './details';
import { actionOf } from './keys';
import { Pages } from './pages';
import { hueOf } from './row';
import { type StampMode, stamp, stampModes } from './stamps';
import { TimelineStrip } from './timeline';
import { Toolbar } from './toolbar';
import { VirtualList } from './virtualList';
import { WorkerButtons } from './workers';

interface Saved {
  get(): unknown;
  set(state: unknown): void;
}

const icons = { connecting: 'sync', live: 'circle-filled', broken: 'warning', ended: 'circle-outline' };
/** A screen reader hears how many lines pass when the typing is over. */
const announceMs = 1_000;

export class LogView {
  readonly element: HTMLElement;
  private readonly pages = new Pages();
  private readonly list: VirtualList;
  private readonly toolbar: Toolbar;
  private readonly workers: WorkerButtons;
  private readonly timeline: TimelineStrip;
  private readonly title = h('h1');
  private readonly state = h('span', { class: 'state row', role: 'status' });
  private readonly counts = h('span', { class: 'counts quiet' });
  private readonly spoken = h('span', { class: 'spoken', 'aria-live': 'polite' });
  private readonly empty = h('p', { class: 'empty quiet' });
  private readonly detailsHome = h('div', { class: 'details-home' });
  private status: LogStatus | undefined;
  private stamps: StampMode = 'local';
  private zeroMs: number | undefined;
  private announcing = 0;
  /** Also while they are still on their way. */
  private showsDetails = false;

  constructor(
    private readonly send: (message: ToLogHost) => void,
    private readonly saved: Saved,
  ) {
    const jobLines = (jobId: string) => this.toolbar.wish({ jobId });
    this.toolbar = new Toolbar({
      onFilter: filter => this.refilter(filter),
      onStamps: mode => this.setStamps(mode),
      onNext: direction => this.nextError(direction),
      onPress: what => this.press(what),
      nowMs: () => this.status?.newestMs ?? Date.now(),
    });
    this.workers = new WorkerButtons({
      onHidden: hiddenWorkers => this.toolbar.wish({ hiddenWorkers }),
      onFirst: workerId => send({ kind: 'find', what: 'worker', from: 0, workerId }),
    });
    this.timeline = new TimelineStrip({
      onTime: atMs => send({ kind: 'find', what: 'time', from: 0, atMs }),
      onRange: (fromMs, toMs) => this.toolbar.wish({ fromMs, toMs }),
      onJob: jobLines,
    });
    this.list = new VirtualList(
      this.source(),
      {
        onFollow: following => this.toolbar.showFollowing(following),
        onActivate: position => this.refreshDetails(position),
        onOpen: position => this.openDetails(position),
        onJob: jobLines,
      },
      { stamp: ms => stamp(ms, this.stamps, this.zeroMs ?? ms), hueOf: id => hueOf(this.indexOf(id)) },
    );
    this.element = h(
      'main',
      { class: 'logs' },
      h(
        'header',
        {},
        h('div', { class: 'row' }, this.title, this.state, h('span', { class: 'grow' }), this.counts),
        this.toolbar.element,
        this.workers.element,
      ),
      this.timeline.element,
      this.empty,
      this.list.element,
      this.detailsHome,
      this.spoken,
    );
    this.restore();
    this.element.addEventListener('keydown', event => this.key(event));
  }

  take(message: FromLogHost): void {
    if (message.kind === 'status') this.show(message);
    else if (message.kind === 'rows') {
      if (this.pages.put(message)) this.list.drawn();
      if (message.from === 0) this.zeroMs ??= message.rows[0]?.tsMs;
    } else if (message.kind === 'reveal') {
      if (message.revision === this.status?.revision) this.list.reveal(message.position);
    } else if (message.kind === 'timeline') this.timeline.show(message);
    else this.showDetails(message);
  }

  private source() {
    const view = this;
    return {
      get first() {
        return view.status?.first ?? 0;
      },
      get end() {
        return view.status?.end ?? 0;
      },
      row: (position: number) => view.pages.row(position),
      need: (from: number, count: number) => view.send({ kind: 'rows', from, count }),
    };
  }

  private show(status: LogStatus): void {
    const before = this.status;
    const isOther = before?.revision !== status.revision;
    const anchorMs = this.pages.row(this.list.topPosition)?.tsMs;
    this.status = status;
    const { target, endpointId, endpointName: name } = status;
    if (before?.endpointId !== endpointId) this.remember({ target, endpointId, name });
    if (isOther) this.pages.begin(status.revision, status.shift);
    this.title.textContent = status.endpointName;
    this.title.title = status.targetName;
    if (before?.stateText !== status.stateText || before.state !== status.state) {
      this.state.className = `state row ${status.state}`;
      this.state.replaceChildren(codicon(icons[status.state]), status.stateText);
    }
    this.toolbar.show(status.filter, status.refusal);
    this.workers.show(status.workers, status.filter.hiddenWorkers);
    this.showCounts(status);
    this.empty.textContent = status.end > status.first ? '' : emptyWords(status);
    this.list.changed(isOther ? (status.shift ?? 0) : 0);
    this.refreshVisible();
    if (before && isOther && status.shift === undefined && !this.list.following && anchorMs !== undefined) {
      this.send({ kind: 'find', what: 'time', from: 0, atMs: anchorMs });
    }
  }

  private showCounts({ first, end, total, loading }: LogStatus): void {
    const n = (count: number) => count.toLocaleString();
    const shown = end - first === total ? `${n(total)} lines` : `${n(end - first)} of ${n(total)} lines`;
    const words =
      loading === undefined ? shown : `${shown} · reading earlier lines, ${Math.round(loading * 100)} %`;
    this.counts.textContent = words;
  }

  /** A progress bar moves where it stands: what is seen is asked for again. */
  private refreshVisible(): void {
    const { first = 0, end = 0 } = this.status ?? {};
    const from = Math.max(first, this.list.topPosition);
    const count = Math.min(end - from, this.list.visible + 2);
    if (count > 0) this.send({ kind: 'rows', from, count });
  }

  private refilter(filter: LogFilter): void {
    this.remember({ filter });
    this.send({ kind: 'filter', filter });
    window.clearTimeout(this.announcing);
    this.announcing = window.setTimeout(() => {
      this.spoken.textContent = this.counts.textContent;
    }, announceMs);
  }

  private setStamps(mode: StampMode): void {
    this.stamps = mode;
    this.remember({ stamps: mode });
    if (this.zeroMs === undefined) this.send({ kind: 'rows', from: 0, count: 1 });
    this.list.restyle();
  }

  private nextError(direction: 'next' | 'previous'): void {
    const from = this.list.active ?? this.list.topPosition;
    this.send({ kind: 'find', what: 'error', from, backwards: direction === 'previous' });
  }

  private press(what: 'openDocument' | 'save' | 'timeline' | 'follow'): void {
    if (what === 'follow') this.list.toEnd();
    else if (what === 'timeline') {
      this.timeline.toggle();
      this.remember({ timeline: !this.timeline.element.hidden });
    } else this.send({ kind: what });
  }

  private openDetails(position: number): void {
    const row = this.pages.row(position);
    this.showsDetails = true;
    if (row) this.send({ kind: 'details', seq: row.seq });
  }

  private refreshDetails(position: number): void {
    if (this.showsDetails) this.openDetails(position);
  }

  private showDetails(message: FromLogHost & { kind: 'details' }): void {
    if (!this.showsDetails) return;
    this.detailsHome.replaceChildren(
      detailsElement(message, {
        onClose: () => this.closeDetails(),
        onJobLines: jobId => this.toolbar.wish({ jobId }),
        onOpenJob: jobId => this.send({ kind: 'openJob', jobId }),
        onFile: (path, line) => this.send({ kind: 'openFile', path, line }),
      }),
    );
  }

  private closeDetails(): void {
    this.showsDetails = false;
    this.detailsHome.replaceChildren();
    this.list.element.focus();
  }

  private copy(): void {
    const selected = this.list.selection;
    if (selected && document.getSelection()?.isCollapsed) this.send({ kind: 'copy', ...selected });
  }

  private key(event: KeyboardEvent): void {
    const act = actionOf(event, {
      list: this.list,
      open: position => this.openDetails(position),
      close: () => this.closeDetails(),
      copy: () => this.copy(),
      find: () => this.toolbar.focusText(),
      nextError: direction => this.nextError(direction),
    });
    if (!act) return;
    act();
    event.preventDefault();
  }

  private indexOf(workerId: string): number {
    return this.status?.workers.indexOf(workerId) ?? 0;
  }

  private remember(change: Record<string, unknown>): void {
    this.saved.set({ ...asRecord(this.saved.get()), ...change });
  }

  /** A panel that is shown anew has its look back; the filter is with the host. */
  private restore(): void {
    const { stamps, timeline } = asRecord(this.saved.get());
    this.stamps = stampModes.find(mode => mode === stamps) ?? 'local';
    this.toolbar.showStamps(this.stamps);
    this.toolbar.showFollowing(true);
    this.timeline.element.hidden = timeline === false;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function emptyWords({ state, stateText, total }: LogStatus): string {
  if (total > 0) return 'No line passes the filter. Lines are still being kept.';
  if (state === 'connecting') return 'Connecting…';
  if (state === 'live') return 'No lines yet. They appear here as soon as a worker writes.';
  return stateText;
}
