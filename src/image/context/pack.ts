// A build context as a tar stream. Owners are root and modes are plain, so that the same files make the same
// layers on every machine; on Windows, where no file says so, everything may be executed.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pack as createPack, type Header, type Pack } from 'tar-stream';
import { AppError } from '../../base/errors';
import type { ContextEntry } from './listFiles';

/** Packs while it is read; a file that cannot be read ends the stream with an AppError. */
export function packContext(entries: readonly ContextEntry[]): Readable {
  const pack = createPack();
  void fill(pack, entries).then(
    () => pack.finalize(),
    error => pack.destroy(error),
  );
  return Readable.from(pack, { objectMode: false });
}

async function fill(pack: Pack, entries: readonly ContextEntry[]): Promise<void> {
  for (const entry of entries) {
    if (pack.destroyed) return;
    try {
      await packEntry(pack, entry);
    } catch (error) {
      throw new AppError('refused', `${entry.path} could not be read for the build.`, {
        remedy:
          'Check that the file may be read and does not change during the build, or list it in .dockerignore.',
        cause: error,
      });
    }
  }
}

function packEntry(pack: Pack, entry: ContextEntry): Promise<void> {
  return new Promise((resolve, reject) => {
    const sink = pack.entry(headerOf(entry), error => (error ? reject(error) : resolve()));
    sink.on('error', reject);
    if (entry.kind !== 'file' || entry.sizeBytes === 0) {
      sink.end(undefined);
      return;
    }
    const copy = async () => {
      // The size is fixed by the header: a file that grows meanwhile (a log) is cut there.
      for await (const chunk of createReadStream(entry.absolute, { end: entry.sizeBytes - 1 })) {
        if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), once(sink, 'close')]);
        if (pack.destroyed) return;
      }
      sink.end(undefined);
    };
    copy().catch(reject);
  });
}

function headerOf(entry: ContextEntry): Partial<Header> & Pick<Header, 'name'> {
  const executable = entry.executable || entry.kind === 'folder' || process.platform === 'win32';
  const base = { name: entry.path, mode: executable ? 0o755 : 0o644, uid: 0, gid: 0, mtime: new Date(0) };
  if (entry.kind === 'folder') return { ...base, name: `${entry.path}/`, type: 'directory' };
  if (entry.kind === 'link') return { ...base, type: 'symlink', linkname: entry.target ?? '' };
  return { ...base, type: 'file', size: entry.sizeBytes };
}
