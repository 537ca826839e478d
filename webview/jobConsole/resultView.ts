// What became of the job, from one snapshot: state, timing to scale, cost, error. The output is an element of its own,
// because it keeps which branches are open.
import type {
  ConsoleSnapshot,
  Cost,
  FromConsole,
  JobFailure,
  JobPhase,
  JobSnapshot,
} from '../../src/protocol/jobConsole';
import { button, spinner } from '../shared/controls';
import { codicon, h } from '../shared/dom';
import { repeatView } from './repeatView';
import { timingView } from './timingView';

type Send = (message: FromConsole) => void;

const faces: Readonly<Record<JobPhase, { readonly icon: string; readonly words: string }>> = {
  queued: { icon: 'clock', words: 'In queue' },
  running: { icon: 'sync', words: 'Running' },
  completed: { icon: 'pass-filled', words: 'Completed' },
  failed: { icon: 'error', words: 'Failed' },
  cancelled: { icon: 'circle-slash', words: 'Cancelled' },
  'timed-out': { icon: 'watch', words: 'Timed out' },
};

export function resultView(snapshot: ConsoleSnapshot, output: HTMLElement, send: Send): HTMLElement[] {
  const { job, problem, repeat, cost, endpoint } = snapshot;
  const where = endpoint ? `${endpoint.name} · ${endpoint.targetName}` : snapshot.place.name;
  const parts = [
    problem ? h('p', { class: 'note', role: 'status' }, codicon('warning'), problem) : undefined,
    repeat && repeatView(repeat, () => send({ kind: 'stopRepeat' })),
    job ? jobView(job, { where, cost, output, send }) : nothingYet(where),
  ];
  return parts.filter(part => part !== undefined);
}

interface Around {
  readonly where: string;
  readonly cost: Cost | undefined;
  readonly output: HTMLElement;
  readonly send: Send;
}

function nothingYet(where: string): HTMLElement {
  return h(
    'section',
    { class: 'empty' },
    h('p', {}, codicon('arrow-left'), ` Write a job and run it on ${where || 'an endpoint'}.`),
    h('p', { class: 'quiet' }, 'Ctrl+Enter sends it. Its output, timing and cost appear here.'),
  );
}

function jobView(job: JobSnapshot, { where, cost, output, send }: Around): HTMLElement {
  return h(
    'section',
    { class: `job ${job.phase}`, 'aria-label': 'Job' },
    header(job, where, send),
    job.note ? h('p', { class: 'note' }, codicon('info'), job.note) : undefined,
    timingView(job),
    cost &&
      h(
        'p',
        { class: 'cost' },
        h('strong', {}, `About ${cost.amount}`),
        h('span', { class: 'quiet' }, ` ${cost.assumption}`),
      ),
    job.failure && failure(job.failure),
    job.output && output,
  );
}

function header(job: JobSnapshot, where: string, send: Send): HTMLElement {
  const face = faces[job.phase];
  const isOpen = job.phase === 'queued' || job.phase === 'running';
  const retry = job.phase === 'failed' || job.phase === 'timed-out';
  return h(
    'header',
    { class: 'row' },
    h(
      'h1',
      { class: 'row', role: 'status' },
      isOpen ? spinner(face.words) : codicon(face.icon),
      h('span', {}, face.words),
    ),
    h('span', { class: 'quiet where' }, where),
    h('span', { class: 'grow' }),
    isOpen && button('Cancel', () => send({ kind: 'cancel' }), { icon: 'stop-circle' }),
    retry && button('Retry', () => send({ kind: 'again' }), { icon: 'debug-restart' }),
    button('Logs', () => send({ kind: 'tailLogs' }), { icon: 'list-flat' }),
  );
}

function failure({ type, message, traceback }: JobFailure): HTMLElement {
  return h(
    'section',
    {},
    h('h2', {}, 'Error'),
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
