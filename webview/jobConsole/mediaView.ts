// Pictures, sound, film and files of an output. Small ones come by themselves, large ones and everything behind an
// address only after a click; their bytes become objects of this page and are never fetched from anywhere.
import { formatBytes } from '../../src/base/words';
import type { FromConsole } from '../../src/protocol/jobConsole';
import type { OutputMedia } from '../../src/protocol/output';
import { button } from '../shared/controls';
import { h } from '../shared/dom';

export interface MediaView {
  readonly element: HTMLElement;
  give(index: number, base64: string): void;
}

/** What comes without being asked for, in bytes; together, so that a hundred small ones are no large one. */
const freelyLoadedBytes = 6_000_000;

export interface MediaDoors {
  readonly send: (message: FromConsole) => void;
  isAllowed(url: string): boolean;
  /** Kept over the new page that the host makes for the new origin. */
  allow(url: string): void;
}

export function mediaView(list: readonly OutputMedia[], { send, isAllowed, allow }: MediaDoors): MediaView {
  const slots = list.map(() => h('div', { class: 'slot' }));
  let free = freelyLoadedBytes;
  const load = (index: number) => {
    slots[index]?.replaceChildren('Loading…');
    send({ kind: 'media', index });
  };
  list.forEach((media, index) => {
    const slot = slots[index];
    if (!slot || media.kind === 'file') return;
    const { url, bytes = 0 } = media;
    if (url !== undefined) {
      const show = button(`Load from ${new URL(url).host}`, () => {
        allow(url);
        send({ kind: 'allowMedia', index });
      });
      slot.replaceChildren(isAllowed(url) ? player(media, url) : show);
    } else if (bytes <= free) {
      free -= bytes;
      load(index);
    } else slot.replaceChildren(button(`Show (${formatBytes(bytes)})`, () => load(index)));
  });
  const figures = list.map((media, index) => {
    const save = button('Save…', () => send({ kind: 'saveMedia', index }), { icon: 'save', iconOnly: true });
    return h(
      'figure',
      { class: media.kind },
      slots[index],
      h('figcaption', { class: 'row quiet' }, words(media), media.url === undefined && save),
    );
  });
  return {
    element: h('div', { class: 'media' }, ...figures),
    give(index, base64) {
      const media = list[index];
      if (media) slots[index]?.replaceChildren(playable(media, base64));
    },
  };
}

function playable(media: OutputMedia, base64: string): HTMLElement {
  try {
    const bytes = Uint8Array.from(atob(base64.replace(/\s/g, '')), character => character.charCodeAt(0));
    return player(media, URL.createObjectURL(new Blob([bytes], { type: media.mime })));
  } catch {
    return h('p', { class: 'bad' }, 'This is not valid base64.');
  }
}

function player({ kind, path }: OutputMedia, src: string): HTMLElement {
  if (kind === 'image') return h('img', { src, alt: `Image ${path}` });
  return h(kind === 'audio' ? 'audio' : 'video', {
    src,
    controls: true,
    preload: 'metadata',
    'aria-label': path,
  });
}

function words({ path, mime, bytes, url }: OutputMedia): string {
  const size = bytes === undefined ? url && new URL(url).host : formatBytes(bytes);
  return [path, `${mime.split('/')[1]?.toUpperCase()}, ${size}`].join(' · ');
}
