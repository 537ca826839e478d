// The keys of the log panel: the list moves like VS Code's own, E goes from error to error, Enter opens a line.
import type { VirtualList } from './virtualList';

export interface KeyTargets {
  readonly list: VirtualList;
  open(position: number): void;
  close(): void;
  copy(): void;
  find(): void;
  nextError(direction: 'next' | 'previous'): void;
}

/** What a key does; undefined for one that is not ours. */
export function actionOf(event: KeyboardEvent, targets: KeyTargets): (() => void) | undefined {
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.key === 'Escape') return targets.close;
  if (isCommand && event.key === 'f') return targets.find;
  if (event.target !== targets.list.element) return undefined;
  return isCommand && event.key === 'c' ? targets.copy : listAction(event, targets);
}

function listAction({ key, shiftKey }: KeyboardEvent, targets: KeyTargets): (() => void) | undefined {
  const { list, open, nextError } = targets;
  const { active } = list;
  if (key.toLowerCase() === 'e') return () => nextError(shiftKey ? 'previous' : 'next');
  if (key === 'Enter' && active !== undefined) return () => open(active);
  const to = moves[key]?.(active ?? list.topPosition, list.visible);
  return to === undefined ? undefined : () => list.move(to, shiftKey ? 'extend' : 'move');
}

const moves: Readonly<Record<string, (at: number, page: number) => number>> = {
  ArrowDown: at => at + 1,
  ArrowUp: at => at - 1,
  PageDown: (at, page) => at + page,
  PageUp: (at, page) => at - page,
  Home: () => 0,
  End: () => Number.MAX_SAFE_INTEGER,
};
