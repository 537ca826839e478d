// Snapshots in memory, as JSON like the files they stand for.
import type { SnapshotShelf } from '../../src/flows/snapshots';

export interface MemoryShelf extends SnapshotShelf {
  /** Everything that was ever kept, as text. */
  readonly texts: ReadonlyMap<string, string>;
}

export function memoryShelf(): MemoryShelf {
  const texts = new Map<string, string>();
  return {
    texts,
    async keep(name, content) {
      texts.set(name, JSON.stringify(content));
      return `/state/${name}.json`;
    },
    async list(prefix) {
      return [...texts]
        .filter(([name]) => name.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? 1 : -1))
        .map(([name, text]) => ({ name, path: `/state/${name}.json`, content: JSON.parse(text) }));
    },
  };
}
