// The wishes of a reader as controls. One row where there is room, as many as it takes where there is not.
import { type LogFilter, type LogLevel, logLevels, noFilter } from '../../src/protocol/logs';
import { button, select, textField, toggle } from '../shared/controls';
import { h } from '../shared/dom';
import { type StampMode, stampModes } from './stamps';

export interface ToolbarEvents {
  onFilter(filter: LogFilter): void;
  onStamps(mode: StampMode): void;
  onNext(direction: 'next' | 'previous'): void;
  onPress(what: 'openDocument' | 'save' | 'timeline' | 'follow'): void;
  nowMs(): number;
}

const minuteMs = 60_000;
const ages = [
  { value: '', label: 'Any time' },
  { value: '1', label: 'Last minute' },
  { value: '5', label: 'Last 5 minutes' },
  { value: '60', label: 'Last hour' },
  { value: '1440', label: 'Last day' },
];
const chosen = { value: 'chosen', label: 'Chosen time' };
const levelWords: Readonly<Record<LogLevel, string>> = {
  TRACE: 'Trace and up',
  DEBUG: 'Debug and up',
  INFO: 'Info and up',
  WARN: 'Warnings and errors',
  ERROR: 'Errors',
};
const stampWords: Readonly<Record<StampMode, string>> = {
  local: 'Local time',
  utc: 'UTC',
  relative: 'From start',
};
const typingPauseMs = 40;

export class Toolbar {
  readonly element: HTMLElement;
  private readonly text: HTMLElement & { value?: string };
  private readonly regex: HTMLElement;
  private readonly level: HTMLSelectElement;
  private readonly source: HTMLSelectElement;
  private readonly time: HTMLSelectElement;
  private readonly stamps: HTMLSelectElement;
  private readonly followButton: HTMLElement;
  private readonly job = h('span', { class: 'chip', hidden: true });
  private readonly refusal = h('span', { class: 'refusal', role: 'alert' });
  private filter: LogFilter = noFilter;
  private typing = 0;

  constructor(private readonly events: ToolbarEvents) {
    this.text = textField('Filter by text', text => this.typed(text));
    this.text.classList.add('find');
    this.regex = toggle('Regular expression', 'regex', isRegex => this.wish({ isRegex }));
    this.level = select('Level', [{ value: '', label: 'All levels' }, ...logLevels.map(levelOption)], level =>
      this.wish({ minLevel: logLevels.find(known => known === level) }),
    );
    const sources = [
      { value: '', label: 'All sources' },
      { value: 'container', label: 'Worker output' },
      { value: 'system', label: 'System lines' },
    ];
    this.source = select('Source', sources, source =>
      this.wish({ source: source === 'container' || source === 'system' ? source : undefined }),
    );
    this.time = select('Time', ages, minutes => this.age(minutes));
    this.stamps = select(
      'Time stamps',
      stampModes.map(value => ({ value, label: stampWords[value] })),
      mode => events.onStamps(mode as StampMode),
    );
    this.followButton = button(
      'Go to the end and follow',
      () => events.onPress('follow'),
      icon('arrow-down'),
    );
    this.element = h(
      'div',
      { class: 'row tools', role: 'search', 'aria-label': 'Log filters' },
      this.text,
      this.regex,
      this.level,
      this.source,
      this.time,
      this.stamps,
      this.job,
      h('span', { class: 'grow' }),
      h(
        'span',
        { class: 'actions' },
        button('Previous error (Shift+E)', () => events.onNext('previous'), icon('arrow-circle-up')),
        button('Next error (E)', () => events.onNext('next'), icon('arrow-circle-down')),
        this.followButton,
        button('Show or hide the timeline', () => events.onPress('timeline'), icon('graph-line')),
        button('Open these lines as a document', () => events.onPress('openDocument'), icon('go-to-file')),
        button('Save these lines…', () => events.onPress('save'), icon('save')),
      ),
      this.refusal,
    );
  }

  /** What the host took, or why it did not. */
  show(filter: LogFilter, refusal: string | undefined): void {
    this.refusal.textContent = refusal ?? '';
    if (refusal !== undefined) return;
    this.filter = filter;
    if (document.activeElement !== this.text && this.text.value !== filter.text)
      this.text.value = filter.text;
    this.regex.setAttribute('aria-pressed', String(filter.isRegex));
    this.level.value = filter.minLevel ?? '';
    this.source.value = filter.source ?? '';
    if (filter.fromMs === undefined) this.time.value = '';
    this.time.querySelector('[value="chosen"]')?.remove();
    if (filter.toMs !== undefined) {
      this.time.append(h('option', { value: chosen.value }, chosen.label));
      this.time.value = chosen.value;
    }
    this.showJob(filter.jobId);
  }

  showStamps(mode: StampMode): void {
    this.stamps.value = mode;
  }

  showFollowing(following: boolean): void {
    this.followButton.classList.toggle('on', following);
    this.followButton.setAttribute('aria-pressed', String(following));
  }

  focusText(): void {
    this.text.focus();
  }

  wish(change: Partial<LogFilter>): void {
    this.filter = { ...this.filter, ...change };
    this.events.onFilter(this.filter);
  }

  private showJob(jobId: string | undefined): void {
    this.job.hidden = jobId === undefined;
    if (jobId === undefined) return;
    const clear = button('Show all jobs', () => this.wish({ jobId: undefined }), icon('close'));
    this.job.replaceChildren(
      h('span', { title: jobId }, `Job ${jobId.replace(/^sync-/, '').slice(0, 8)}`),
      clear,
    );
  }

  private typed(text: string): void {
    window.clearTimeout(this.typing);
    this.typing = window.setTimeout(() => this.wish({ text }), typingPauseMs);
  }

  private age(minutes: string): void {
    if (minutes === chosen.value) return;
    const fromMs = minutes === '' ? undefined : this.events.nowMs() - Number(minutes) * minuteMs;
    this.wish({ fromMs, toMs: undefined });
  }
}

function icon(name: string) {
  return { icon: name, iconOnly: true } as const;
}

function levelOption(level: LogLevel) {
  return { value: level, label: levelWords[level] };
}
