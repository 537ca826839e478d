// The line a reader opened, whole: all lines of its entry, who wrote it and when, the files it names.
import type { LogDetails } from '../../src/protocol/logs';
import { button } from '../shared/controls';
import { h } from '../shared/dom';

export interface DetailEvents {
  onClose(): void;
  onJobLines(jobId: string): void;
  onOpenJob(jobId: string): void;
  onFile(path: string, line: number): void;
}

const linked = /File "([^"]+)", line (\d+)/g;

export function detailsElement({ row, text, files, hasJob }: LogDetails, events: DetailEvents): HTMLElement {
  const { jobId } = row;
  const facts = [
    new Date(row.tsMs).toISOString(),
    row.workerId,
    row.kind,
    row.level?.toLowerCase(),
    jobId && `job ${jobId}`,
  ];
  const known = new Set(files.map(file => `${file.path}:${file.line}`));
  return h(
    'aside',
    { class: 'details', 'aria-label': 'Line details', tabindex: '-1' },
    h(
      'div',
      { class: 'row' },
      h('span', { class: 'quiet' }, facts.filter(Boolean).join(' · ')),
      h('span', { class: 'grow' }),
      jobId && button('Only this job', () => events.onJobLines(jobId), { icon: 'filter' }),
      jobId && hasJob && button('Open job', () => events.onOpenJob(jobId), { icon: 'output' }),
      button('Close details (Escape)', () => events.onClose(), { icon: 'close', iconOnly: true }),
    ),
    h('pre', { class: 'mono', tabindex: '0' }, ...pieces(text, known, events)),
  );
}

function pieces(text: string, known: ReadonlySet<string>, events: DetailEvents): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let from = 0;
  for (const match of text.matchAll(linked)) {
    const [whole, path = '', number = ''] = match;
    if (!known.has(`${path}:${Number(number)}`)) continue;
    parts.push(text.slice(from, match.index));
    const link = h('a', { href: '#', title: 'Open in the workspace' }, whole);
    link.addEventListener('click', event => {
      event.preventDefault();
      events.onFile(path, Number(number));
    });
    parts.push(link);
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts;
}
