// Where the time of a job went: one bar to scale, with figures that can be read without colours.
import { duration } from '../../src/base/words';
import type { JobSnapshot } from '../../src/protocol/jobConsole';
import { h } from '../shared/dom';

interface Part {
  readonly name: 'queue' | 'cold' | 'load' | 'run' | 'network';
  readonly label: string;
  readonly about: string;
  readonly ms: number | undefined;
}

export function timingView(job: JobSnapshot): HTMLElement {
  const parts = partsOf(job);
  const whole = Math.max(
    parts.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
    1,
  );
  const bar = h('div', { class: 'bar', 'aria-hidden': 'true' });
  for (const { name, ms = 0 } of parts) {
    const part = h('span', { class: name });
    part.style.flexGrow = String(Math.max(ms / whole, ms > 0 ? 0.005 : 0));
    bar.append(part);
  }
  const figure = (name: string, label: string, value: string, about?: string) =>
    h('div', { class: `figure ${name}`, title: about }, h('dt', {}, label), h('dd', {}, value));
  return h(
    'section',
    { class: 'timing', 'aria-label': 'Timing' },
    bar,
    h(
      'dl',
      { class: 'figures' },
      ...parts.map(({ name, label, ms, about }) =>
        figure(name, label, ms === undefined ? '…' : duration(ms), about),
      ),
      figure('total', 'Total', job.totalMs === undefined ? '…' : duration(job.totalMs)),
      figure('id', 'Job', job.jobId ?? '…'),
      figure('id', 'Worker', job.workerId ?? '…'),
      job.retries > 0 && figure('id', 'Retries', String(job.retries)),
    ),
  );
}

function partsOf({ queueMs, coldStartMs, loadMs, runMs, totalMs }: JobSnapshot): Part[] {
  const waited = queueMs === undefined ? undefined : queueMs - (coldStartMs ?? 0) - (loadMs ?? 0);
  const network =
    totalMs === undefined || queueMs === undefined || runMs === undefined
      ? undefined
      : Math.max(0, totalMs - queueMs - runMs);
  const optional: readonly Part[] = [
    { name: 'cold', label: 'Cold start', ms: coldStartMs, about: 'Until the process of its worker began' },
    { name: 'load', label: 'Load', ms: loadMs, about: 'Until that had imported and loaded everything' },
  ];
  const parts: Part[] = [
    { name: 'queue', label: 'Queue', ms: waited, about: 'Until a worker took it' },
    ...optional.filter(({ ms }) => ms !== undefined),
    { name: 'run', label: 'Run', ms: runMs, about: 'From hand-out to result' },
  ];
  if (network === undefined) return parts;
  const about = 'Sending, and until we asked for the result';
  return [...parts, { name: 'network', label: 'Network', ms: network, about }];
}
