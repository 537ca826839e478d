// What a job returned, cut into parts that can be shown as what they are: images as images, the rest as JSON.

import { prettyJson } from './prettyJson';

export interface OutputImage {
  /** Where in the output it was found, such as `annotated_image` or `pages[2].png`. */
  readonly path: string;
  /** Such as `image/png`. */
  readonly mime: string;
  readonly base64: string;
  readonly bytes: number;
}

export interface Output {
  readonly images: readonly OutputImage[];
  /** Pretty JSON, or the text itself when the output is a string; images are named where they stood. */
  readonly text: string;
  /** Characters that were cut off the end of `text`. */
  readonly cut: number;
}

/** How base64 of the common formats begins. */
const beginnings: readonly (readonly [start: string, mime: string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];
const dataUri = /^data:(image\/(?:png|jpeg|gif|webp));base64,/;
const base64Text = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
const minImageCharacters = 64;
const maxShownCharacters = 200_000;

export function outputOf(value: unknown): Output {
  const images: OutputImage[] = [];
  const shown = withoutImages(value, '', images);
  const text = typeof shown === 'string' ? shown : prettyJson(shown);
  const cut = Math.max(0, text.length - maxShownCharacters);
  return { images, text: cut > 0 ? text.slice(0, maxShownCharacters) : text, cut };
}

function withoutImages(value: unknown, path: string, images: OutputImage[]): unknown {
  if (typeof value === 'string') {
    const image = imageOf(value, path);
    if (!image) return value;
    images.push(image);
    return `‹${image.mime}, ${Math.max(1, Math.round(image.bytes / 1024))} KB, shown above›`;
  }
  if (Array.isArray(value))
    return value.map((entry, index) => withoutImages(entry, `${path}[${index}]`, images));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      withoutImages(entry, path ? `${path}.${name}` : name, images),
    ]),
  );
}

function imageOf(text: string, path: string): OutputImage | undefined {
  const prefix = dataUri.exec(text);
  const body = prefix ? text.slice(prefix[0].length) : text;
  const mime = prefix?.[1] ?? beginnings.find(([start]) => body.startsWith(start))?.[1];
  if (!mime || body.length < minImageCharacters || !base64Text.test(body)) return undefined;
  const base64 = body.replace(/\s/g, '');
  return { path: path || 'output', mime, base64, bytes: Math.floor((base64.length * 3) / 4) };
}
