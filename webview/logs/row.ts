// One line of a log: when, who, what. Level and source are words or shapes before they are colours.
import type { LogRow } from '../../src/protocol/logs';
import { h } from '../shared/dom';

const hues = ['blue', 'green', 'purple', 'orange', 'yellow', 'red'];

/** `13:05:07.123`, in the local time of the reader. */
function clockTime(ts: string): string {
  const at = new Date(ts);
  if (Number.isNaN(at.getTime())) return '';
  return `${at.toLocaleTimeString(undefined, { hour12: false })}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

export function rowElement(row: LogRow, workers: readonly string[]): HTMLElement {
  if (row.kind === 'gap' || row.kind === 'note') {
    return h('div', { class: `line ${row.kind}`, 'data-seq': String(row.seq) }, row.text);
  }
  const worker = h('span', { class: 'worker', title: row.workerId }, row.workerId.slice(-8));
  const hue = hues[workers.indexOf(row.workerId) % hues.length] ?? 'blue';
  worker.style.setProperty('--hue', `var(--vscode-charts-${hue})`);
  return h(
    'div',
    { class: `line ${row.kind} ${row.level?.toLowerCase() ?? ''}`, 'data-seq': String(row.seq) },
    h('time', { datetime: row.ts, title: row.ts }, clockTime(row.ts)),
    worker,
    h('span', { class: 'level' }, row.kind === 'system' ? 'system' : (row.level?.toLowerCase() ?? '')),
    h('span', { class: 'text' }, row.text),
    row.jobId
      ? h(
          'span',
          { class: 'job quiet', title: `Job ${row.jobId}` },
          row.jobId.replace(/^sync-/, '').slice(0, 8),
        )
      : undefined,
  );
}
