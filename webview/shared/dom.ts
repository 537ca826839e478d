// Building elements without innerHTML: text stays text, so that no output of a worker can become markup.

type Child = Node | string | undefined | false;

export interface Attributes {
  readonly class?: string | undefined;
  readonly onclick?: () => void;
  readonly [name: string]: string | boolean | (() => void) | undefined;
}

/** An element with attributes and children; false and undefined are left out. */
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== undefined && child !== false));
  return element;
}

export function codicon(name: string): HTMLElement {
  return h('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}
