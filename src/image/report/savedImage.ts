// An image as engines save it: a tar of tars. Only names and sizes are kept, so that an image of any size is read in
// one pass with little memory. Both layouts are read: `<id>/layer.tar` and OCI's `blobs/sha256/…`.
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Extract, extract, type Header } from 'tar-stream';
import * as z from 'zod';
import { AppError, cancelled } from '../../base/errors';
import { parseJson } from '../../base/json';
import { type ImageConfig, imageConfigSchema } from '../registry/manifest';

export interface LayerEntry {
  /** Without a leading slash. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly sizeBytes: number;
}

export interface SavedImage {
  /** Bottom first. */
  readonly layers: readonly (readonly LayerEntry[])[];
  readonly config: ImageConfig;
}

const manifestSchema = z.array(z.looseObject({ Config: z.string(), Layers: z.array(z.string()) })).min(1);
const maxJsonBytes = 4 * 1024 * 1024;

/** Throws `remote` when it is not the tar of an image. */
export async function readSavedImage(
  stream: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<SavedImage> {
  const layers = new Map<string, LayerEntry[]>();
  const texts = new Map<string, string>();
  const links = new Map<string, string>();
  for await (const { header, body } of entriesOf(stream)) {
    if (signal?.aborted) throw cancelled();
    if (header.type === 'symlink')
      links.set(header.name, posix.join(posix.dirname(header.name), header.linkname));
    if (header.type !== 'file') continue;
    const content = await readContent(body);
    if (content.kind === 'layer') layers.set(header.name, content.entries);
    else texts.set(header.name, content.text);
  }
  const json = (name: string) => {
    const parsed = parseJson(texts.get(name) ?? '');
    return parsed.ok ? parsed.value : undefined;
  };
  const manifest = manifestSchema.safeParse(json('manifest.json'));
  const [image] = manifest.success ? manifest.data : [];
  const config = image && imageConfigSchema.safeParse(json(image.Config));
  if (!image || !config?.success)
    throw new AppError('remote', 'The engine saved the image in a form we cannot read.');
  return { config: config.data, layers: image.Layers.map(name => layers.get(links.get(name) ?? name) ?? []) };
}

type Content =
  | { readonly kind: 'layer'; readonly entries: LayerEntry[] }
  | { readonly kind: 'text'; readonly text: string };

async function readContent(body: AsyncIterable<Uint8Array>): Promise<Content> {
  const chunks = body[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < 512) {
    const next = await chunks.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  const whole = Readable.from(resume(start, chunks), { objectMode: false });
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  if (isGzip) return { kind: 'layer', entries: await readLayer(whole.pipe(createGunzip())) };
  if (start.subarray(257, 262).toString('latin1') === 'ustar')
    return { kind: 'layer', entries: await readLayer(whole) };
  return { kind: 'text', text: await readText(whole) };
}

async function* resume(start: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function readText(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= maxJsonBytes) chunks.push(chunk);
  }
  return size <= maxJsonBytes ? Buffer.concat(chunks).toString('utf8') : '';
}

async function readLayer(stream: AsyncIterable<Uint8Array>): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = [];
  for await (const { header, body } of entriesOf(stream)) {
    const kind = header.type === 'directory' ? 'folder' : header.type === 'file' ? 'file' : 'link';
    const path = header.name.replace(/^(\.?\/)+/, '').replace(/\/$/, '');
    if (path !== '' && path !== '.')
      entries.push({ path, kind, sizeBytes: kind === 'file' ? header.size : 0 });
    for await (const _ of body);
  }
  return entries;
}

/** Resolves when the reader takes more, or will take nothing any more. */
function roomIn(reader: Extract): Promise<void> {
  return new Promise(resolve => {
    const go = () => {
      reader.off('drain', go);
      reader.off('close', go);
      resolve();
    };
    reader.on('drain', go);
    reader.on('close', go);
  });
}

async function* entriesOf(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ header: Header; body: AsyncIterable<Uint8Array> }> {
  const reader = extract();
  const feed = async () => {
    for await (const chunk of stream) {
      if (reader.destroyed) return;
      if (!reader.write(chunk)) await roomIn(reader);
    }
    reader.end(undefined);
  };
  void feed().catch((error: Error) => reader.destroy(error));
  for await (const entry of reader) {
    yield { header: entry.header, body: entry as AsyncIterable<Uint8Array> };
    entry.resume();
  }
}
