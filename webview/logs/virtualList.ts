// A list of any length in a page: only what fits is there, in places that are filled anew. It is scrolled by the browser;
// what is painted stays until the rows of the new place have come, so no frame is ever blank.
import type { LogRow } from '../../src/protocol/logs';
import { h } from '../shared/dom';
import { type RowLook, RowPlace } from './row';

export interface ListSource {
  /** Positions from `first` to before `end`. */
  readonly first: number;
  readonly end: number;
  row(position: number): LogRow | undefined;
  /** Asks for rows; `drawn` is to be called when they are there. */
  need(from: number, count: number): void;
}

export interface ListEvents {
  /** The reader left the end, or came back to it. */
  onFollow(following: boolean): void;
  onActivate(position: number): void;
  onOpen(position: number): void;
  onJob(jobId: string): void;
}

export const rowHeight = 20;
/** Browsers cannot lay out much more. */
const maxHeight = 15_000_000;
const ahead = 150;

export class VirtualList {
  readonly element: HTMLElement;
  private readonly space = h('div', { class: 'space' });
  private readonly window = h('div', { class: 'window' });
  private readonly places: RowPlace[] = [];
  private top = 0;
  private wanted = '';
  private frame = 0;
  private placed = -1;
  /** How many rows there were before the list became lower. */
  private shownRows = 0;
  following = true;
  /** The row that keys and the screen reader are at. */
  active: number | undefined;
  /** The other end of what is selected. */
  anchor: number | undefined;

  constructor(
    private readonly source: ListSource,
    private readonly events: ListEvents,
    private readonly look: RowLook,
  ) {
    this.element = h(
      'div',
      {
        class: 'lines mono',
        role: 'listbox',
        'aria-label': 'Log lines',
        'aria-multiselectable': 'true',
        tabindex: '0',
      },
      this.space,
    );
    this.space.append(this.window);
    this.element.addEventListener('scroll', () => this.scrolled());
    this.element.addEventListener('click', event => this.clicked(event));
    this.element.addEventListener('dblclick', () => {
      // What the first click of the two began to select is not meant.
      document.getSelection()?.removeAllRanges();
      if (this.active !== undefined) events.onOpen(this.active);
    });
    new ResizeObserver(() => this.resized()).observe(this.element);
  }

  /** The first position shown. */
  get topPosition(): number {
    return Math.floor(this.top);
  }

  /** How many whole rows fit. */
  get visible(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / rowHeight));
  }

  /** The source changed: positions were added, let go, or moved by `shift`. */
  changed(shift = 0): void {
    this.top += shift;
    if (this.active !== undefined) this.active += shift;
    if (this.anchor !== undefined) this.anchor += shift;
    this.moved();
  }

  /** Shows a position in the upper third and makes it the active one. */
  reveal(position: number): void {
    this.follow(position >= this.source.end - 1);
    this.active = this.anchor = position;
    if (position < this.top || position >= this.top + this.visible - 1) {
      this.top = position - Math.floor(this.visible / 3);
    }
    this.moved();
    this.events.onActivate(position);
  }

  toEnd(): void {
    this.follow(true);
    this.moved();
  }

  pause(): void {
    this.follow(false);
  }

  /** Moves the active row, as keys do; `extend` keeps the other end of the selection. */
  move(to: number, extend: 'extend' | 'move'): void {
    const { first, end } = this.source;
    const position = Math.min(Math.max(to, first), end - 1);
    this.follow(position === end - 1);
    this.active = position;
    if (extend === 'move') this.anchor = position;
    if (position < this.top) this.top = position;
    if (position > this.top + this.visible - 1) this.top = position - this.visible + 1;
    this.moved();
    this.events.onActivate(position);
  }

  /** What is selected, from first to before end. */
  get selection(): { readonly from: number; readonly to: number } | undefined {
    const { active, anchor = active } = this;
    if (active === undefined || anchor === undefined) return undefined;
    return { from: Math.min(active, anchor), to: Math.max(active, anchor) + 1 };
  }

  /** Draws with the next frame; rows have come. */
  drawn(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private follow(following: boolean): void {
    if (this.following === following) return;
    this.following = following;
    this.events.onFollow(following);
  }

  /** The active row, if it was seen, is still seen in a lower list. */
  private resized(): void {
    const { active, shownRows } = this;
    const wasSeen = active !== undefined && active >= this.top && active < this.top + shownRows;
    if (wasSeen && !this.following) this.top = Math.max(this.top, active - this.visible + 1);
    this.shownRows = this.visible;
    this.moved();
  }

  /** Puts the scroll bar where the rows are, and asks for what is not there. */
  private moved(): void {
    const { first, end } = this.source;
    const last = Math.max(first, end - this.element.clientHeight / rowHeight);
    this.top = this.following ? last : Math.min(Math.max(this.top, first), last);
    const height = this.height;
    this.space.style.height = `${Math.max(height, this.element.clientHeight)}px`;
    this.placed = Math.round(this.scrollOf(this.top));
    this.element.scrollTop = this.placed;
    // The browser may round or cap it.
    this.placed = this.element.scrollTop;
    this.request();
    this.drawn();
  }

  private scrolled(): void {
    if (Math.abs(this.element.scrollTop - this.placed) < 1) return;
    this.placed = this.element.scrollTop;
    const { first, end } = this.source;
    const range = Math.max(1, this.height - this.element.clientHeight);
    const last = Math.max(first, end - this.element.clientHeight / rowHeight);
    this.top = first + (this.placed / range) * (last - first);
    this.follow(this.top >= last - 1.2);
    this.request();
    this.drawn();
  }

  private get height(): number {
    const { first, end } = this.source;
    return Math.min((end - first) * rowHeight, maxHeight);
  }

  private scrollOf(top: number): number {
    const { first, end } = this.source;
    const last = Math.max(first, end - this.element.clientHeight / rowHeight);
    if (last <= first) return 0;
    return ((top - first) / (last - first)) * Math.max(0, this.height - this.element.clientHeight);
  }

  private request(): void {
    const { source } = this;
    const from = Math.max(source.first, Math.floor(this.top));
    const to = Math.min(source.end, from + this.visible + 2);
    let missing = false;
    for (let position = from - 40; position < to + 40; position++) {
      if (position >= source.first && position < source.end && !source.row(position)) missing = true;
    }
    const start = Math.max(source.first, from - ahead);
    const key = `${start}/${to}/${source.end}`;
    if (!missing || key === this.wanted) return;
    this.wanted = key;
    source.need(start, Math.min(source.end, to + ahead) - start);
  }

  private draw(): void {
    const { source } = this;
    const from = Math.floor(this.top);
    const count = Math.max(
      0,
      Math.min(Math.ceil(this.element.clientHeight / rowHeight) + 1, source.end - from),
    );
    for (let i = 0; i < count; i++) if (!source.row(from + i)) return;
    while (this.places.length < count) this.places.push(this.newPlace());
    this.window.style.setProperty('--offset', `${-(this.top - from) * rowHeight}px`);
    this.places.forEach((place, index) => {
      const row = index < count ? source.row(from + index) : undefined;
      if (row) this.fill(place, from + index, row);
      else place.hide();
    });
    const active = this.places.find(place => place.position === this.active);
    if (active) this.element.setAttribute('aria-activedescendant', active.element.id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  private fill(place: RowPlace, position: number, row: LogRow): void {
    place.position = position;
    if (place.row !== row) place.show(row, this.look);
    const { from = -1, to = -1 } = this.selection ?? {};
    place.element.setAttribute('aria-selected', String(position >= from && position < to));
    place.element.setAttribute('aria-posinset', String(position - this.source.first + 1));
    place.element.setAttribute('aria-setsize', String(this.source.end - this.source.first));
    place.element.classList.toggle('active', position === this.active);
  }

  /** Draws all places anew, for another look. */
  restyle(): void {
    for (const place of this.places) place.row = undefined;
    this.drawn();
  }

  private newPlace(): RowPlace {
    const place = new RowPlace(`line-${this.places.length}`);
    this.window.append(place.element);
    return place;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const place = this.places.find(one => one.element.contains(target));
    if (!place?.row) return;
    if (target.classList.contains('job') && place.row.jobId) {
      this.events.onJob(place.row.jobId);
      return;
    }
    // Text that is being selected is not to move away.
    if (!document.getSelection()?.isCollapsed) return;
    this.move(place.position, event.shiftKey ? 'extend' : 'move');
    this.pause();
  }
}
