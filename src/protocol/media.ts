// What a string in an output is when it is more than text: a picture, sound, film or file in base64, or the address of
// one. Told by how the bytes begin, never by what a worker claims alone; types that can carry script are files.

export type MediaKind = 'image' | 'audio' | 'video' | 'file';

export interface MediaType {
  readonly kind: MediaKind;
  /** Such as `image/png`. */
  readonly mime: string;
}

export interface Embedded extends MediaType {
  /** Where in the string the base64 begins. */
  readonly from: number;
  readonly bytes: number;
}

const signatures: readonly (readonly [start: RegExp, mime: string])[] = [
  [/^\x89PNG\r\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF[\s\S]{4}WEBP/, 'image/webp'],
  [/^[\s\S]{4}ftypavif/, 'image/avif'],
  [/^RIFF[\s\S]{4}WAVE/, 'audio/wav'],
  [/^ID3|^\xff[\xfb\xf3\xf2]/, 'audio/mpeg'],
  [/^OggS/, 'audio/ogg'],
  [/^fLaC/, 'audio/flac'],
  [/^[\s\S]{4}ftypM4A/, 'audio/mp4'],
  [/^[\s\S]{4}ftyp/, 'video/mp4'],
  [/^\x1a\x45\xdf\xa3/, 'video/webm'],
  [/^%PDF-/, 'application/pdf'],
  [/^PK\x03\x04/, 'application/zip'],
  [/^glTF/, 'model/gltf-binary'],
];
const dataUri = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w-]+=[\w.-]+)*;base64,/;
const base64Text = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
const minCharacters = 64;
const headCharacters = 32;
const checkedCharacters = 4_096;

/** Data that stands in the string itself. */
export function embedded(text: string): Embedded | undefined {
  const claim = text.startsWith('data:') ? dataUri.exec(text.slice(0, 200)) : null;
  const from = claim?.[0].length ?? 0;
  if (text.length - from < (claim ? 4 : minCharacters) || !isBase64(text, from)) return undefined;
  const mime = signatureOf(text.slice(from, from + headCharacters));
  if (mime === undefined && !claim) return undefined;
  const bytes = Math.max(1, Math.floor(((text.trimEnd().replace(/=+$/, '').length - from) * 3) / 4));
  return { kind: mime === undefined ? 'file' : kindOf(mime), mime: mime ?? claim?.[1] ?? '', from, bytes };
}

/** What stands in the place of data where only text can be: its type and size; undefined for what is text. */
export function standInFor(text: string): string | undefined {
  const data = embedded(text);
  return data && `‹${data.mime}, ${Math.max(1, Math.round(data.bytes / 1000))} kB›`;
}

const extensions: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  webm: 'video/webm',
  pdf: 'application/pdf',
  zip: 'application/zip',
  glb: 'model/gltf-binary',
};

/** An address that ends in the name of a medium. Nothing is asked of it before somebody clicks. */
export function linked(text: string): (MediaType & { readonly url: string }) | undefined {
  if (text.length > 4_096 || !/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const mime = extensions[/\.(\w{2,5})$/.exec(url.pathname)?.[1]?.toLowerCase() ?? ''];
  return mime && !url.username ? { kind: kindOf(mime), mime, url: url.href } : undefined;
}

/** The usual ending of a file of this type. */
export function extensionOf(mime: string): string {
  return Object.entries(extensions).find(([, type]) => type === mime)?.[0] ?? 'bin';
}

function kindOf(mime: string): MediaKind {
  const kind = mime.split('/')[0];
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}

/** Both ends are looked at: a string of 20 MB is not read twice. */
function isBase64(text: string, from: number): boolean {
  const head = text.slice(from, from + checkedCharacters);
  if (text.length - from <= checkedCharacters) return base64Text.test(head);
  return /^[A-Za-z0-9+/\s]+$/.test(head) && base64Text.test(text.slice(-checkedCharacters));
}

function signatureOf(head: string): string | undefined {
  const start = head.replace(/\s/g, '');
  const whole = start.slice(0, start.length - (start.length % 4));
  try {
    const bytes = atob(whole);
    return signatures.find(([pattern]) => pattern.test(bytes))?.[1];
  } catch {
    return undefined;
  }
}
