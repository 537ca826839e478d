// An image as a page, from one snapshot: what a worker downloads against the time it has, the layers as one picture
// and as a list, and what is carried in vain. No state of its own.
import { formatBytes } from '../../src/base/words';
import type { ImageAction, ImageSnapshot, PanelReport, PanelWaste } from '../../src/protocol/imageReport';
import { button, select } from '../shared/controls';
import { codicon, h } from '../shared/dom';
import { layerList, layerStrip } from './layers';
import { pullClock } from './pull';

export type Order = 'size' | 'build';

export interface ImageViewOptions {
  readonly act: (action: ImageAction) => void;
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
}

export function imageView({ report, unread }: ImageSnapshot, options: ImageViewOptions): HTMLElement {
  const { act, order, setOrder } = options;
  const orders = [
    { value: 'size', label: 'Largest first' },
    { value: 'build', label: 'In build order' },
  ];
  const sorting = select('Order of the layers', orders, value =>
    setOrder(value === 'build' ? 'build' : 'size'),
  );
  sorting.value = order;
  return h(
    'main',
    { class: 'image' },
    header(report, act),
    unread ? h('p', { class: 'note' }, codicon('info'), h('span', {}, unread)) : undefined,
    figures(report),
    pullClock(report.pull, act),
    h(
      'section',
      { 'aria-label': 'Layers' },
      h('div', { class: 'row title' }, h('h2', {}, 'Layers'), h('span', { class: 'grow' }), sorting),
      layerStrip(report, act),
      layerList(report, order, act),
    ),
    report.waste.length > 0 ? waste(report.waste) : undefined,
  );
}

function header({ reference }: PanelReport, act: (action: ImageAction) => void): HTMLElement {
  const cut = reference.lastIndexOf('/') + 1;
  return h(
    'header',
    { class: 'row' },
    codicon('package'),
    h(
      'h1',
      { title: reference },
      h('span', { class: 'quiet' }, reference.slice(0, cut)),
      reference.slice(cut),
    ),
    h('span', { class: 'grow' }),
    button('Copy as JSON', () => act({ kind: 'copy' }), { icon: 'copy' }),
    button('Look Again', () => act({ kind: 'again' }), { icon: 'refresh', primary: true }),
  );
}

function figures({ compressedBytes, sizeBytes, wastedBytes, layers }: PanelReport): HTMLElement {
  const figure = (value: string, label: string, hint?: string, kind = '') =>
    h('div', { class: `figure ${kind}`, title: hint }, h('dd', {}, value), h('dt', {}, label));
  const share = sizeBytes ? ` (${Math.round((wastedBytes / sizeBytes) * 100)} %)` : '';
  return h(
    'dl',
    { class: 'figures' },
    figure(
      compressedBytes === undefined ? 'not pushed' : formatBytes(compressedBytes),
      'A worker downloads',
      'Compressed, as the registry holds it. Known once the image is pushed.',
      'main',
    ),
    figure(sizeBytes === undefined ? '—' : formatBytes(sizeBytes), 'Unpacked', 'On the disk of a worker.'),
    figure(
      sizeBytes === undefined ? '—' : `${formatBytes(wastedBytes)}${share}`,
      'In vain',
      'Deleted or overwritten by a later layer, and caches of package managers: downloaded, and never used.',
      wastedBytes > 1_000_000 ? 'bad' : '',
    ),
    figure(String(layers.length), 'Layers'),
  );
}

function waste(found: readonly PanelWaste[]): HTMLElement {
  const words: Record<PanelWaste['why'], string> = {
    overwritten: 'overwritten by a later layer',
    deleted: 'deleted by a later layer',
    'package cache': 'cache of a package manager',
  };
  const row = ({ path, bytes, layer, why }: PanelWaste) =>
    h(
      'tr',
      {},
      h('td', { class: 'bytes' }, formatBytes(bytes)),
      h('td', { class: 'mono path' }, path),
      h('td', { class: 'quiet' }, `layer ${layer + 1}, ${words[why]}`),
    );
  return h(
    'section',
    {},
    h('h2', {}, 'Carried in vain'),
    h('table', { class: 'waste' }, h('tbody', {}, ...found.slice(0, 20).map(row))),
    h(
      'p',
      { class: 'quiet' },
      'A file is gone from an image only when the RUN that made it removes it too, in the same line.',
    ),
  );
}
