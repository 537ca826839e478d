// A job as a page, from one snapshot. No state of its own.
import { duration } from '../../src/base/words';
import type { JobAction, JobFailure, JobPhase, JobSnapshot } from '../../src/protocol/jobResult';
import type { Output, OutputImage } from '../../src/protocol/output';
import { button, spinner } from '../shared/controls';
import { codicon, h } from '../shared/dom';

type Act = (action: JobAction) => void;

const faces: Readonly<Record<JobPhase, { readonly icon: string; readonly words: string }>> = {
  queued: { icon: 'clock', words: 'In queue' },
  running: { icon: 'sync', words: 'Running' },
  completed: { icon: 'pass-filled', words: 'Completed' },
  failed: { icon: 'error', words: 'Failed' },
  cancelled: { icon: 'circle-slash', words: 'Cancelled' },
  'timed-out': { icon: 'watch', words: 'Timed out' },
};

export function jobView(job: JobSnapshot, act: Act): HTMLElement {
  return h(
    'main',
    { class: `job ${job.phase}` },
    header(job, act),
    job.note ? h('p', { class: 'note' }, codicon('info'), ` ${job.note}`) : undefined,
    timing(job),
    job.failure && failure(job.failure),
    job.output && output(job.output, act),
    section('Input', h('pre', { class: 'mono block', tabindex: '0' }, job.input)),
  );
}

function header(job: JobSnapshot, act: Act): HTMLElement {
  const face = faces[job.phase];
  const open = job.phase === 'queued' || job.phase === 'running';
  return h(
    'header',
    { class: 'row' },
    h(
      'h1',
      { class: 'row', role: 'status' },
      open ? spinner(face.words) : codicon(face.icon),
      h('span', {}, face.words),
    ),
    h('span', { class: 'quiet where' }, `${job.endpointName} · ${job.targetName}`),
    h('span', { class: 'grow' }),
    open && button('Cancel', () => act('cancel'), { icon: 'stop-circle' }),
    !open && button('Run Again', () => act('again'), { icon: 'debug-restart', primary: true }),
    button('Logs', () => act('tailLogs'), { icon: 'list-flat' }),
  );
}

/** One bar for queue and run, to scale, with figures that can be read without colours. */
function timing(job: JobSnapshot): HTMLElement {
  const queueMs = job.queueMs ?? 0;
  const runMs = job.runMs ?? 0;
  const whole = Math.max(queueMs + runMs, 1);
  const bar = h('div', { class: 'bar', 'aria-hidden': 'true' });
  for (const [name, ms] of [['queue', queueMs] as const, ['run', runMs] as const]) {
    const part = h('span', { class: name });
    part.style.flexGrow = String(Math.max(ms / whole, ms > 0 ? 0.01 : 0));
    bar.append(part);
  }
  const figure = (name: string, label: string, value: string) =>
    h('div', { class: `figure ${name}` }, h('dt', {}, label), h('dd', {}, value));
  return h(
    'section',
    { class: 'timing', 'aria-label': 'Timing' },
    bar,
    h(
      'dl',
      { class: 'figures' },
      figure('queue', 'Queue', job.queueMs === undefined ? '…' : duration(job.queueMs)),
      figure('run', 'Run', job.runMs === undefined ? '…' : duration(job.runMs)),
      figure('total', 'Total', job.totalMs === undefined ? '…' : duration(job.totalMs)),
      figure('id', 'Job', job.jobId ?? '…'),
      figure('id', 'Worker', job.workerId ?? '…'),
      job.retries > 0 && figure('id', 'Retries', String(job.retries)),
    ),
  );
}

function failure({ type, message, traceback }: JobFailure): HTMLElement {
  return section(
    'Error',
    h(
      'div',
      { class: 'failure', role: 'alert' },
      h('p', {}, type ? h('strong', {}, `${shortType(type)}: `) : undefined, message),
      traceback ? h('pre', { class: 'mono block', tabindex: '0' }, traceback) : undefined,
    ),
  );
}

/** `<class 'ValueError'>` is what Python says; `ValueError` is what people say. */
function shortType(type: string): string {
  return /^<class '(?:builtins\.)?([\w.]+)'>$/.exec(type)?.[1] ?? type;
}

function output({ images, text, cut }: Output, act: Act): HTMLElement {
  return section(
    'Output',
    images.length > 0 && h('div', { class: 'images' }, ...images.map(picture)),
    h('pre', { class: 'mono block', tabindex: '0' }, text),
    cut > 0 &&
      h('p', { class: 'quiet' }, `${cut} more characters: open the output as a document to see all.`),
    h(
      'div',
      { class: 'row' },
      button('Open as Document', () => act('openOutput'), { icon: 'go-to-file' }),
      button('Copy', () => act('copy'), { icon: 'copy' }),
    ),
  );
}

function picture(image: OutputImage): HTMLElement {
  const words = `${image.path} · ${image.mime.replace('image/', '').toUpperCase()}, ${Math.max(1, Math.round(image.bytes / 1024))} KB`;
  return h(
    'figure',
    {},
    h('img', { src: `data:${image.mime};base64,${image.base64}`, alt: `Image ${image.path}` }),
    h('figcaption', { class: 'quiet' }, words),
  );
}

function section(title: string, ...children: Parameters<typeof h>[2][]): HTMLElement {
  return h('section', {}, h('h2', {}, title), ...children);
}
