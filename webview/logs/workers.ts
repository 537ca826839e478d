// The workers as buttons in their colours: pressed ones are shown, a click toggles, with Alt only this one is left.
import { h } from '../shared/dom';
import { hueOf } from './row';

export interface WorkerEvents {
  onHidden(hidden: readonly string[]): void;
  /** To the first line of a worker. */
  onFirst(workerId: string): void;
}

export class WorkerButtons {
  readonly element = h('div', { class: 'workers', role: 'group', 'aria-label': 'Workers' });
  private drawn = '';

  constructor(private readonly events: WorkerEvents) {}

  show(workers: readonly string[], hidden: readonly string[]): void {
    const key = `${workers.join()}/${hidden.join()}`;
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = [...this.element.children].indexOf(document.activeElement as Element);
    this.element.hidden = workers.length === 0;
    this.element.replaceChildren(...workers.map((id, index) => this.button(id, index, { workers, hidden })));
    (this.element.children[focused] as HTMLElement | undefined)?.focus();
  }

  private button(
    id: string,
    index: number,
    { workers, hidden }: { readonly workers: readonly string[]; readonly hidden: readonly string[] },
  ): HTMLElement {
    const isShown = !hidden.includes(id);
    const title = `${id}\nClick: show or hide. Alt+click: only this one. Double click or Home: its first line.`;
    const element = h(
      'button',
      { class: 'worker-button', 'aria-pressed': String(isShown), title },
      id.slice(-8),
    );
    element.setAttribute('aria-label', `Worker ${id}`);
    element.style.setProperty('--hue', hueOf(index));
    element.addEventListener('click', event => {
      const others = workers.filter(other => other !== id);
      const alone = isShown && others.every(other => hidden.includes(other));
      if (event.altKey) this.events.onHidden(alone ? [] : others);
      else this.events.onHidden(isShown ? [...hidden, id] : hidden.filter(other => other !== id));
    });
    element.addEventListener('dblclick', () => this.events.onFirst(id));
    element.addEventListener('keydown', event => {
      if (event.key === 'Home') this.events.onFirst(id);
    });
    return element;
  }
}
