// One line of a log in a place of the list that is used again and again: when, who, what. Level and source are words
// before they are colours.
import type { LogRow } from '../../src/protocol/logs';
import { h } from '../shared/dom';
import { ansiPieces } from './ansi';

export interface RowLook {
  readonly stamp: (ms: number) => string;
  readonly hueOf: (workerId: string) => string;
}

const hues = ['blue', 'green', 'purple', 'orange', 'yellow', 'red'];

export function hueOf(index: number): string {
  return `var(--vscode-charts-${hues[index % hues.length] ?? 'blue'})`;
}

/** A row as a screen reader says it: when, how bad, who, what; of the further rows of an entry only what they say. */
function spoken(row: LogRow, look: RowLook): string {
  if (row.kind === 'gap') return row.text;
  if (row.head !== row.seq) return row.text.trim() || 'empty line';
  const level = row.kind === 'system' ? 'system' : (row.level?.toLowerCase() ?? '');
  return [look.stamp(row.tsMs), level, `worker ${row.workerId}`, row.text].filter(Boolean).join(' ');
}

export class RowPlace {
  private readonly time = h('time');
  private readonly worker = h('span', { class: 'worker' });
  private readonly level = h('span', { class: 'level' });
  private readonly text = h('span', { class: 'text' });
  private readonly job = h('span', { class: 'job' });
  readonly element: HTMLElement;
  position = -1;
  row: LogRow | undefined;

  constructor(id: string) {
    this.element = h('div', { id, role: 'option', class: 'line' });
    this.element.append(this.time, this.worker, this.level, this.text, this.job);
  }

  show(row: LogRow, look: RowLook): void {
    this.row = row;
    const isMore = row.head !== row.seq;
    const level = row.kind === 'system' ? 'system' : (row.level?.toLowerCase() ?? '');
    this.element.className = ['line', row.kind, row.level?.toLowerCase(), isMore && 'more']
      .filter(Boolean)
      .join(' ');
    this.time.textContent = isMore || row.kind === 'gap' ? '' : look.stamp(row.tsMs);
    this.worker.textContent = isMore ? '' : row.workerId.slice(-8);
    this.worker.title = row.workerId;
    this.worker.style.setProperty('--hue', look.hueOf(row.workerId));
    this.level.textContent = isMore ? '' : level;
    this.job.textContent = isMore || !row.jobId ? '' : row.jobId.replace(/^sync-/, '').slice(0, 8);
    this.job.title = row.jobId ? `Job ${row.jobId}: show only its lines` : '';
    if (row.styled === undefined) this.text.textContent = row.text;
    else
      this.text.replaceChildren(
        ...ansiPieces(row.styled).map(piece => h('span', { class: piece.style }, piece.text)),
      );
    this.element.setAttribute('aria-label', spoken(row, look));
    this.element.hidden = false;
  }

  hide(): void {
    this.row = undefined;
    this.position = -1;
    this.element.hidden = true;
  }
}
