// What an image carries in vain, and the lines behind its layers.
import { describe, expect, it } from 'vitest';
import { instructionOf } from '../../../src/image/report/instruction';
import type { LayerEntry } from '../../../src/image/report/savedImage';
import { findWaste } from '../../../src/image/report/waste';

const layer = (files: Record<string, number>): LayerEntry[] =>
  Object.entries(files).map(([path, sizeBytes]) => ({
    path,
    kind: path.endsWith('/') ? 'folder' : 'file',
    sizeBytes,
  }));

describe('findWaste', () => {
  it('finds what later layers delete and overwrite, the largest first', () => {
    const waste = findWaste([
      layer({ 'a/x': 100, 'a/y': 50, 'b/z': 7 }),
      layer({ 'a/x': 30 }),
      layer({ 'a/.wh.y': 0, '.wh.b': 0 }),
    ]);
    expect(waste).toEqual([
      { path: '/a/x', bytes: 100, layer: 0, why: 'overwritten' },
      { path: '/a/y', bytes: 50, layer: 0, why: 'deleted' },
      { path: '/b', bytes: 7, layer: 0, why: 'deleted' },
    ]);
  });

  it('counts a replaced folder once, and what came back as needed', () => {
    const waste = findWaste([
      layer({ 'app/old': 10, 'app/same': 5 }),
      layer({ 'app/.wh..wh..opq': 0, 'app/same': 6 }),
    ]);
    expect(waste).toEqual([
      { path: '/app/old', bytes: 10, layer: 0, why: 'deleted' },
      { path: '/app/same', bytes: 5, layer: 0, why: 'deleted' },
    ]);
  });

  it('counts package caches that are still there, layer by layer, and no cache twice', () => {
    const waste = findWaste([
      layer({ 'root/.cache/pip/a': 9, 'var/lib/apt/lists/x': 3 }),
      layer({ 'root/.cache/pip/b': 4, 'var/lib/apt/lists/.wh.x': 0 }),
    ]);
    expect(waste).toEqual([
      { path: '/root/.cache/pip', bytes: 9, layer: 0, why: 'package cache' },
      { path: '/root/.cache/pip', bytes: 4, layer: 1, why: 'package cache' },
      { path: '/var/lib/apt/lists/x', bytes: 3, layer: 0, why: 'deleted' },
    ]);
  });

  it('finds nothing in a tidy image', () => {
    expect(findWaste([layer({ 'usr/bin/python3': 5 }), layer({ 'app/handler.py': 1 })])).toEqual([]);
  });
});

describe('instructionOf', () => {
  it.each([
    ['/bin/sh -c #(nop) COPY file:ab12 in /app/handler.py ', 'COPY … /app/handler.py'],
    ['/bin/sh -c pip install   runpod', 'RUN pip install runpod'],
    ['|1 REQ=x.txt /bin/sh -c pip install -r x.txt', 'RUN pip install -r x.txt'],
    ['RUN |1 REQ=x.txt /bin/sh -c pip install # buildkit', 'RUN pip install'],
    ['COPY handler.py /app/ # buildkit', 'COPY handler.py /app/'],
    [undefined, 'the base image'],
  ])('reads %s', (text, line) => {
    expect(instructionOf(text)).toBe(line);
  });
});
