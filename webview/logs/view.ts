// The rows and the bar above them. Follows the end until the reader scrolls up, and again when they return there.
import type { LogAction, LogBatch, LogRow } from '../../src/protocol/logs';
import { button, select, textField } from '../shared/controls';
import { codicon, h } from '../shared/dom';
import { type Filter, isFilter, noFilter, passes } from './filter';
import { rowElement } from './row';

interface Saved {
  get(): unknown;
  set(state: unknown): void;
}

const maxRows = 5000;
const icons = { connecting: 'sync', live: 'circle-filled', broken: 'warning', ended: 'circle-outline' };
const everyWorker = { value: '', label: 'All workers' };

export class LogView {
  readonly element: HTMLElement;
  private readonly list = h('div', {
    class: 'lines mono',
    role: 'log',
    'aria-label': 'Log lines',
    tabindex: '0',
  });
  private readonly state = h('span', { class: 'state row', role: 'status' });
  private readonly title = h('h1', {});
  private readonly empty = h('p', { class: 'empty quiet' });
  private readonly workers: string[] = [];
  private readonly workerChoice: HTMLSelectElement;
  private rows: LogRow[] = [];
  private filter: Filter;
  private following = true;

  constructor(
    act: (action: LogAction) => void,
    private readonly saved: Saved,
  ) {
    const before = saved.get();
    this.filter = isFilter(before) ? { ...before, text: '', workerId: '' } : noFilter;
    this.workerChoice = select('Worker', [everyWorker], workerId => this.refilter({ workerId }));
    const kinds = select(
      'Lines',
      [
        { value: 'all', label: 'All lines' },
        { value: 'warnings', label: 'Warnings and errors' },
        { value: 'container', label: 'Worker output' },
        { value: 'system', label: 'System lines' },
      ],
      show => this.refilter({ show: show as Filter['show'] }),
    );
    kinds.value = this.filter.show;
    this.element = h(
      'main',
      { class: 'logs' },
      h(
        'header',
        { class: 'row' },
        this.title,
        this.state,
        h('span', { class: 'grow' }),
        textField('Filter', text => this.refilter({ text })),
        this.workerChoice,
        kinds,
        button('Jump to End', () => this.toEnd(), { icon: 'arrow-down', iconOnly: true }),
        button('Open as Document', () => act('openDocument'), { icon: 'go-to-file', iconOnly: true }),
        button('Clear', () => act('clear'), { icon: 'clear-all', iconOnly: true }),
      ),
      this.empty,
      this.list,
    );
    this.list.addEventListener('scroll', () => {
      this.following = this.list.scrollTop + this.list.clientHeight >= this.list.scrollHeight - 24;
    });
  }

  /** False when rows are missing between what is here and what came. */
  show(batch: LogBatch): boolean {
    const last = this.rows.at(-1)?.seq ?? -1;
    const fresh = batch.whole ? batch.rows : batch.rows.filter(row => row.seq > last);
    if (!batch.whole && fresh[0] && this.rows.length > 0 && fresh[0].seq !== last + 1) return false;
    this.title.textContent = batch.endpointName;
    this.state.className = `state row ${batch.state}`;
    this.state.replaceChildren(codicon(icons[batch.state]), batch.stateText);
    if (batch.whole) this.rows = [];
    else for (const row of batch.rows) if (row.seq <= last) this.replace(row);
    this.add(fresh, batch.whole);
    this.empty.textContent = this.rows.length > 0 ? '' : emptyWords(batch);
    return true;
  }

  private add(rows: readonly LogRow[], whole: boolean): void {
    this.rows.push(...rows);
    if (this.rows.length > maxRows) this.rows.splice(0, this.rows.length - maxRows);
    this.learnWorkers(rows);
    if (whole) {
      this.draw();
      return;
    }
    this.list.append(...this.elementsOf(rows));
    while (this.list.childElementCount > maxRows) this.list.firstElementChild?.remove();
    this.follow();
  }

  private replace(row: LogRow): void {
    const index = row.seq - (this.rows[0]?.seq ?? 0);
    if (!this.rows[index]) return;
    this.rows[index] = row;
    this.list.querySelector(`[data-seq="${row.seq}"]`)?.replaceWith(...this.elementsOf([row]));
  }

  private refilter(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
    this.saved.set(this.filter);
    this.draw();
  }

  private draw(): void {
    this.list.replaceChildren(...this.elementsOf(this.rows));
    this.follow();
  }

  private elementsOf(rows: readonly LogRow[]): HTMLElement[] {
    return rows.filter(row => passes(row, this.filter)).map(row => rowElement(row, this.workers));
  }

  private learnWorkers(rows: readonly LogRow[]): void {
    for (const { workerId } of rows) {
      if (!workerId || this.workers.includes(workerId)) continue;
      this.workers.push(workerId);
      this.workerChoice.append(h('option', { value: workerId }, workerId));
    }
  }

  private toEnd(): void {
    this.following = true;
    this.follow();
  }

  private follow(): void {
    if (this.following) this.list.scrollTop = this.list.scrollHeight;
  }
}

function emptyWords(batch: LogBatch): string {
  if (batch.state === 'connecting') return 'Connecting…';
  if (batch.state === 'live') return 'No lines yet. They appear here as soon as a worker writes.';
  return batch.stateText;
}
