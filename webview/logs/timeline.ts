// The lives of the workers on one axis: what each was doing, its jobs below, and the moments that explain the rest. A
// click leads to the lines of that time; pulling over a stretch shows only its lines.
import { duration } from '../../src/base/words';
import type { LogTimeline, TimelineTrack } from '../../src/protocol/logs';
import { codicon, h } from '../shared/dom';
import { spread } from './spread';

export interface TimelineEvents {
  onTime(ms: number): void;
  onRange(fromMs: number, toMs: number): void;
  onJob(jobId: string): void;
}

const icons: Readonly<Record<string, string>> = {
  restart: 'debug-restart',
  'init-timeout': 'watch',
  crash: 'error',
  stop: 'debug-stop',
};
const momentWords: Readonly<Record<string, string>> = {
  restart: 'Restart',
  'init-timeout': 'Init timeout',
  crash: 'Crash',
  stop: 'Stop',
};
const legend = ['initializing', 'idle', 'running', 'throttled', 'unhealthy', 'down'];
const pullPx = 6;
/** The width of a moment's mark, and a little more for the columns beside the bars. */
const momentPx = 22;

export class TimelineStrip {
  readonly element = h('section', { class: 'timeline', 'aria-label': 'Timeline of the workers' });
  private shown: LogTimeline | undefined;
  private drawn = '';

  constructor(private readonly events: TimelineEvents) {}

  show(timeline: LogTimeline): void {
    this.shown = timeline;
    // The end moves with time: once a second is often enough.
    const { toMs, ...rest } = timeline;
    const key = `${Math.floor(toMs / 1000)}${JSON.stringify(rest)}`;
    if (this.element.hidden || key === this.drawn || this.element.contains(document.activeElement)) return;
    this.drawn = key;
    this.draw(timeline);
  }

  toggle(): void {
    this.element.hidden = !this.element.hidden;
    if (!this.element.hidden && this.shown) this.show(this.shown);
  }

  private draw(timeline: LogTimeline): void {
    const { tracks, fromMs, toMs } = timeline;
    const spanMs = Math.max(toMs - fromMs, 1_000);
    const at = (ms: number) => ((ms - fromMs) / spanMs) * 100;
    this.element.replaceChildren(
      h('div', { class: 'tracks' }, ...tracks.map(track => this.track(track, timeline, at))),
      this.axis(fromMs, spanMs),
    );
  }

  private track(
    track: TimelineTrack,
    { fromMs, toMs }: LogTimeline,
    at: (ms: number) => number,
  ): HTMLElement {
    const bar = h('div', { class: 'bar' });
    bar.append(
      ...track.states.map(({ state, ...span }) => this.span(`state ${state}`, `${state}`, span, toMs, at)),
    );
    for (const { jobId, outcome, ...span } of track.jobs) {
      const job = this.span(`job ${outcome}`, `Job ${jobId}: ${outcome}`, span, toMs, at);
      job.addEventListener('click', event => {
        event.stopPropagation();
        this.events.onJob(jobId);
      });
      bar.append(job);
    }
    const { moments } = track;
    const apart = (momentPx / Math.max(this.element.clientWidth, 300)) * 100;
    const places = spread(
      moments.map(({ atMs }) => at(atMs)),
      apart,
      100,
    );
    for (const [index, moment] of moments.entries()) {
      const words = `${momentWords[moment.kind] ?? moment.kind} of worker ${track.workerId}: ${moment.text}`;
      const mark = h('button', { class: `moment ${moment.kind}`, title: words, 'aria-label': words });
      mark.append(codicon(icons[moment.kind] ?? 'circle'));
      mark.style.left = `${places[index]}%`;
      mark.addEventListener('click', event => {
        event.stopPropagation();
        this.events.onTime(moment.atMs);
      });
      bar.append(mark);
    }
    this.watchPointer(bar, fraction => fromMs + fraction * Math.max(toMs - fromMs, 1_000));
    const last = track.states.at(-1);
    const now = last && last.toMs === undefined ? last.state : 'gone';
    const name = h('span', { class: 'name', title: track.workerId }, track.workerId.slice(-8));
    return h(
      'div',
      { class: 'track', role: 'group', 'aria-label': `Worker ${track.workerId}, ${now}` },
      name,
      bar,
    );
  }

  private span(
    style: string,
    words: string,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | undefined },
    nowMs: number,
    at: (ms: number) => number,
  ): HTMLElement {
    const end = toMs ?? nowMs;
    const element = h('span', { class: style, title: `${words}, ${duration(end - fromMs)}` });
    element.style.left = `${at(fromMs)}%`;
    element.style.width = `${Math.max(at(end) - at(fromMs), 0)}%`;
    return element;
  }

  private axis(fromMs: number, spanMs: number): HTMLElement {
    const marks = [0, 0.25, 0.5, 0.75, 1].map(part => {
      const label = h(
        'span',
        {},
        new Date(fromMs + part * spanMs).toLocaleTimeString(undefined, { hour12: false }),
      );
      label.style.left = `${part * 100}%`;
      return label;
    });
    const words = legend.map(state =>
      h('span', { class: 'key' }, h('span', { class: `sample ${state}` }), state),
    );
    return h(
      'div',
      { class: 'axis', 'aria-hidden': 'true' },
      h('div', { class: 'times' }, ...marks),
      h('div', { class: 'legend' }, ...words),
    );
  }

  private watchPointer(bar: HTMLElement, timeAt: (fraction: number) => number): void {
    let from = 0;
    const fraction = (event: PointerEvent) => {
      const box = bar.getBoundingClientRect();
      return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    };
    bar.addEventListener('pointerdown', event => {
      from = event.clientX;
    });
    bar.addEventListener('pointerup', event => {
      if ((event.target as HTMLElement).closest('.moment, .job')) return;
      const end = timeAt(fraction(event));
      const pulled = Math.abs(event.clientX - from) >= pullPx;
      const box = bar.getBoundingClientRect();
      const start = timeAt(Math.min(Math.max((from - box.left) / box.width, 0), 1));
      if (pulled) this.events.onRange(Math.min(start, end), Math.max(start, end));
      else this.events.onTime(end);
    });
  }
}
