// A tree whose branches are asked for when they are opened, a page at a time: a list of a million entries costs as much
// as one of a hundred.
import { branchPage, type FromConsole, type ToConsole } from '../../src/protocol/jobConsole';
import type { OutputRow } from '../../src/protocol/outputTree';
import { button } from '../shared/controls';
import { h } from '../shared/dom';

type Branch = Extract<ToConsole, { kind: 'branch' }>;

export interface OutputTree {
  readonly element: HTMLElement;
  give(branch: Branch): void;
}

export function outputTree(send: (message: FromConsole) => void): OutputTree {
  const waiting = new Map<string, HTMLElement>();
  const ask = (path: readonly number[], from: number, into: HTMLElement) => {
    waiting.set(`${path.join()}@${from}`, into);
    send({ kind: 'branch', path, from });
  };
  const branch = (row: OutputRow, path: readonly number[]): HTMLElement => {
    const summary = h('summary', {}, ...label(row));
    const below = h('div', { class: 'below', role: 'group' });
    const details = h('details', { role: 'treeitem' }, summary, below) as HTMLDetailsElement;
    details.addEventListener('toggle', () => {
      if (details.open && below.childElementCount === 0) ask(path, 0, below);
    });
    return details;
  };
  const line = (row: OutputRow, path: readonly number[]): HTMLElement =>
    row.size > 0 ? branch(row, path) : h('div', { class: 'leaf', role: 'treeitem' }, ...label(row));
  const top = h('div', { class: 'tree mono', role: 'tree', 'aria-label': 'Output' });
  ask([], 0, top);
  return {
    element: top,
    give({ path, from, branch: { rows, total } }) {
      const into = waiting.get(`${path.join()}@${from}`);
      if (!into) return;
      waiting.delete(`${path.join()}@${from}`);
      into.append(...rows.map((row, index) => line(row, [...path, from + index])));
      const next = from + rows.length;
      if (rows.length === 0 || next >= total) return;
      const more = button(`Show ${Math.min(branchPage, total - next)} more of ${total - next}`, () => {
        more.remove();
        ask(path, next, into);
      });
      into.append(more);
    },
  };

  function label({ name, kind, preview }: OutputRow): HTMLElement[] {
    return [h('span', { class: 'name' }, `${name}: `), h('span', { class: `value ${kind}` }, preview)];
  }
}
