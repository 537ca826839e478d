// What an image carries in vain: files that a later layer deletes or overwrites are still downloaded by every worker, and
// so are the caches of package managers. Found by laying the layers over each other.
import type { LayerEntry } from './savedImage';

export interface Waste {
  /** With a leading slash; a folder for caches and deleted trees. */
  readonly path: string;
  readonly bytes: number;
  /** Index of the layer that holds the bytes. */
  readonly layer: number;
  readonly why: 'overwritten' | 'deleted' | 'package cache';
}

interface Node {
  readonly children: Map<string, Node>;
  bytes: number;
  layer: number;
}

/** Where package managers leave what only they need; it can go in the same RUN. */
const caches = [
  'root/.cache/pip',
  'root/.cache/uv',
  'root/.cache/poetry',
  'root/.npm',
  'var/cache/apt',
  'var/lib/apt/lists',
  'var/cache/yum',
  'var/cache/dnf',
  'opt/conda/pkgs',
  'root/.conda/pkgs',
];

/** The largest first. `layers` are bottom first. */
export function findWaste(layers: readonly (readonly LayerEntry[])[]): Waste[] {
  const root = newNode();
  const found: Waste[] = [];
  for (const [layer, entries] of layers.entries()) {
    // What a layer deletes is gone before what it brings: a whiteout speaks of the layers below.
    for (const entry of entries) found.push(...erase(root, entry.path, layer));
    for (const entry of entries) {
      const waste = isWhiteout(entry.path) ? undefined : place(root, entry, layer);
      if (waste) found.push(waste);
    }
  }
  for (const path of caches) found.push(...below(find(root, path), `/${path}`, 'package cache'));
  return found.filter(waste => waste.bytes > 0).sort((a, b) => b.bytes - a.bytes);
}

function isWhiteout(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('.wh.');
}

function erase(root: Node, path: string, layer: number): Waste[] {
  const cut = path.lastIndexOf('/');
  const name = path.slice(cut + 1);
  if (!name.startsWith('.wh.')) return [];
  const folder = find(root, path.slice(0, Math.max(cut, 0)));
  if (!folder) return [];
  const names = name === '.wh..wh..opq' ? [...folder.children.keys()] : [name.slice('.wh.'.length)];
  return names.flatMap(each => {
    const child = folder.children.get(each);
    folder.children.delete(each);
    const where = cut < 0 ? `/${each}` : `/${path.slice(0, cut)}/${each}`;
    return below(child, where, 'deleted').filter(waste => waste.layer < layer);
  });
}

function place(root: Node, { path, kind, sizeBytes }: LayerEntry, layer: number): Waste | undefined {
  let node = root;
  for (const part of path.split('/')) {
    const next = node.children.get(part) ?? newNode();
    node.children.set(part, next);
    node = next;
  }
  const before = { bytes: node.bytes, layer: node.layer };
  if (kind === 'folder') return undefined;
  node.bytes = sizeBytes;
  node.layer = layer;
  return before.bytes > 0 && before.layer < layer
    ? { path: `/${path}`, ...before, why: 'overwritten' }
    : undefined;
}

/** The bytes of a tree, one entry for each layer that holds some. */
function below(node: Node | undefined, path: string, why: Waste['why']): Waste[] {
  const byLayer = new Map<number, number>();
  const add = (each: Node) => {
    byLayer.set(each.layer, (byLayer.get(each.layer) ?? 0) + each.bytes);
    for (const child of each.children.values()) add(child);
  };
  if (node) add(node);
  return [...byLayer].map(([layer, bytes]) => ({ path, bytes, layer, why }));
}

function find(root: Node, path: string): Node | undefined {
  if (path === '') return root;
  let node: Node | undefined = root;
  for (const part of path.split('/')) node = node?.children.get(part);
  return node;
}

function newNode(): Node {
  return { children: new Map(), bytes: 0, layer: 0 };
}
