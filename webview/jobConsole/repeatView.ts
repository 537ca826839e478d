// The spread of a job that was sent many times.
import { duration } from '../../src/base/words';
import type { RepeatSnapshot } from '../../src/protocol/jobConsole';
import { button, spinner } from '../shared/controls';
import { codicon, h } from '../shared/dom';

export function repeatView(repeat: RepeatSnapshot, stop: () => void): HTMLElement {
  const { isRunning, done, wanted, failed, reason, times } = repeat;
  return h(
    'section',
    { class: 'repeat', 'aria-label': 'Repeated' },
    h(
      'div',
      { class: 'row' },
      isRunning ? spinner('Repeating') : codicon('graph'),
      h('strong', { role: 'status' }, `${done} of ${wanted} jobs`),
      failed > 0 && h('span', { class: 'bad' }, `${failed} failed`),
      !isRunning && done < wanted && h('span', { class: 'quiet' }, 'stopped'),
      h('span', { class: 'grow' }),
      isRunning && button('Stop', stop, { icon: 'stop-circle' }),
    ),
    reason !== undefined && h('p', { class: 'bad' }, `First failure: ${reason}`),
    times && table(times),
  );
}

function table(times: NonNullable<RepeatSnapshot['times']>): HTMLElement {
  const row = (label: string, { p50, p95, max }: { p50: number; p95: number; max: number }) =>
    h('tr', {}, h('th', { scope: 'row' }, label), ...[p50, p95, max].map(ms => h('td', {}, duration(ms))));
  return h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ...['', 'p50', 'p95', 'max'].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, row('Queue', times.queue), row('Run', times.run), row('Total', times.total)),
  );
}
