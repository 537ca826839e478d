// The layers of an image: one strip to scale, and a list whose bars share that scale. A layer whose line is known is a
// button that leads there.
import { count, formatBytes } from '../../src/base/words';
import type { ImageAction, PanelLayer, PanelReport } from '../../src/protocol/imageReport';
import { codicon, h } from '../shared/dom';
import type { Order } from './view';

type Act = (action: ImageAction) => void;

/** As many as VS Code has colours for charts; parts that touch differ. */
const hues = 5;

export function layerStrip({ layers }: PanelReport, act: Act): HTMLElement {
  const parts = layers.map((layer, at) => {
    const known = layer.place !== undefined;
    const words = `${formatBytes(sizeOf(layer))} · ${layer.instruction}`;
    // The list below is for the keyboard: a strip of slivers is no place to tab through.
    const part = h('span', {
      class: `part hue${at % hues} ${known ? 'known' : ''}`,
      title: words,
      ...(known ? { onclick: () => act({ kind: 'openLine', layer: at }) } : {}),
    });
    part.style.flexGrow = String(sizeOf(layer));
    return part;
  });
  return h('div', { class: 'strip', 'aria-hidden': 'true' }, ...parts);
}

export function layerList({ layers }: PanelReport, order: Order, act: Act): HTMLElement {
  const largest = Math.max(1, ...layers.map(sizeOf));
  const rows = layers.map((layer, at) => ({ layer, at }));
  if (order === 'size') rows.sort((a, b) => sizeOf(b.layer) - sizeOf(a.layer));
  return h('ol', { class: 'layers' }, ...rows.map(({ layer, at }) => row(layer, { at, largest, act })));
}

interface RowOptions {
  readonly at: number;
  readonly largest: number;
  readonly act: Act;
}

function row(layer: PanelLayer, { at, largest, act }: RowOptions): HTMLElement {
  const bar = h('span', { class: `bar hue${at % hues}` });
  bar.style.width = `${Math.max(0.3, (sizeOf(layer) / largest) * 100)}%`;
  return h(
    'li',
    { class: 'layer' },
    h(
      'div',
      { class: 'line' },
      h('span', { class: 'bytes' }, formatBytes(sizeOf(layer))),
      h('code', { class: 'mono instruction', title: layer.instruction }, layer.instruction),
      layer.wastedBytes > 0 &&
        h('span', { class: 'chip', title: 'Carried in vain' }, `${formatBytes(layer.wastedBytes)} in vain`),
      lineLink(layer, at, act),
    ),
    h('div', { class: 'track', 'aria-hidden': 'true' }, bar),
    details(layer),
  );
}

function lineLink({ place }: PanelLayer, at: number, act: Act): HTMLElement {
  if (!place) return h('span', { class: 'quiet from' }, 'base image');
  return h(
    'button',
    { class: 'link from', onclick: () => act({ kind: 'openLine', layer: at }) },
    codicon('go-to-file'),
    `${place.path}:${place.line + 1}`,
  );
}

function details({ compressedBytes, sizeBytes, files, largest }: PanelLayer): HTMLElement | undefined {
  const download = compressedBytes === undefined ? [] : [`${formatBytes(compressedBytes)} to download`];
  if (sizeBytes === undefined) return undefined;
  const summary = [count(files, 'file'), ...download].join(' · ');
  if (largest.length === 0) return h('p', { class: 'quiet summary' }, summary);
  return h(
    'details',
    {},
    h('summary', { class: 'quiet' }, summary),
    h(
      'ul',
      { class: 'files' },
      ...largest.map(({ path, bytes }) =>
        h(
          'li',
          {},
          h('span', { class: 'bytes' }, formatBytes(bytes)),
          h('span', { class: 'mono path' }, path),
        ),
      ),
    ),
  );
}

/** Unpacked where that is known. */
function sizeOf({ sizeBytes, compressedBytes }: PanelLayer): number {
  return sizeBytes ?? compressedBytes ?? 0;
}
