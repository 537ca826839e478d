// Whether an image in a registry has a file, without pulling it: its layers are read from the top, where a worker's own
// code is, and only those of a sane size. A file that only a huge layer could hold is "unknown", not missing.
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { parseReference } from '../reference';
import { createRegistryClient } from './client';
import type { RemoteImage, RemoteOptions } from './remoteImage';

export type FoundFile = 'present' | 'absent' | 'unknown';

/** Compressed; layers above are not read. */
const maxLayerBytes = 32 * 1024 * 1024;

/** `path` is absolute. Links on the way to it are not followed: then the answer is `unknown`. */
export async function findFile(
  remote: RemoteImage,
  path: string,
  options: RemoteOptions = {},
): Promise<FoundFile> {
  const client = createRegistryClient(parseReference(remote.reference), options.auth, options.signal);
  const wanted = path.replace(/^\/+/, '');
  let sawAll = true;
  for (const layer of [...remote.layers].reverse()) {
    const reply =
      layer.sizeBytes > maxLayerBytes
        ? undefined
        : await client.get(`blobs/${layer.digest}`, { maxBytes: maxLayerBytes });
    const found = reply?.status === 200 ? await lookInto(reply.body, wanted) : 'unknown';
    if (found === 'present' || found === 'absent') return found;
    if (found === 'unknown') sawAll = false;
  }
  return sawAll ? 'absent' : 'unknown';
}

/** `nothing`: the layer does not speak of the file. */
async function lookInto(blob: Buffer, wanted: string): Promise<FoundFile | 'nothing'> {
  const tar = unpacked(blob);
  if (!tar) return 'unknown';
  const reader = tar.pipe(extract() as unknown as NodeJS.ReadWriteStream) as unknown as ReturnType<
    typeof extract
  >;
  tar.on('error', error => reader.destroy(error));
  let answer: FoundFile | 'nothing' = 'nothing';
  try {
    for await (const entry of reader) {
      answer = strongest(answer, about(entry.header.name, entry.header.type, wanted));
      entry.resume();
    }
  } catch {
    return 'unknown';
  }
  return answer;
}

function about(name: string, type: string, wanted: string): FoundFile | 'nothing' {
  const path = name.replace(/^(\.?\/)+/, '').replace(/\/$/, '');
  const isLink = type === 'symlink' && wanted.startsWith(`${path}/`);
  if (isLink) return 'unknown';
  if (path === wanted) return 'present';
  const parts = path.split('/');
  const last = parts.pop() ?? '';
  if (!last.startsWith('.wh.')) return 'nothing';
  const gone = last === '.wh..wh..opq' ? parts.join('/') : [...parts, last.slice('.wh.'.length)].join('/');
  return wanted === gone || wanted.startsWith(`${gone}/`) ? 'absent' : 'nothing';
}

/** A layer that replaces a folder may remove and bring the file at once: bringing it wins. */
function strongest(a: FoundFile | 'nothing', b: FoundFile | 'nothing'): FoundFile | 'nothing' {
  const order = ['nothing', 'absent', 'unknown', 'present'] as const;
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** Gzip, or a plain tar; other compressions (zstd) are not read. */
function unpacked(blob: Buffer): Readable | undefined {
  const source = Readable.from([blob]);
  if (blob[0] === 0x1f && blob[1] === 0x8b) return source.pipe(createGunzip());
  return blob.subarray(257, 262).toString('latin1') === 'ustar' ? source : undefined;
}
