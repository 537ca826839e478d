// The index of a captured file, `<worker>.rows` beside it: its rows as blocks, so that a long log opens without reading a
// line of it. It is made of the file alone and may be short, damaged or gone: then the lines themselves are read.
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { blocksIn, type StoredBlock, type Stretch } from '../rows/blockBytes';
import type { Part } from './recordLines';

const printBytes = 64;

export function indexFile(path: string): string {
  return path.replace(/\.jsonl$/, '.rows');
}

/** Undefined when there is none. */
export async function openIndex(path: string): Promise<FileHandle | undefined> {
  return open(indexFile(path), 'r').catch(() => undefined);
}

/** The blocks that are of this file, from its beginning on; none when the index is another's. */
export async function readIndex(part: Part, index: FileHandle | undefined): Promise<StoredBlock[]> {
  const bytes = index && (await wholeFile(index).catch(() => undefined));
  const blocks = bytes ? blocksIn(bytes).filter(({ stretch }) => stretch.to <= part.size) : [];
  for (const block of new Set([blocks[0], blocks.at(-1)])) {
    if (block && (await printAt(part.file, block.stretch)) !== block.print) return [];
  }
  return blocks;
}

/** Of the first bytes of a stretch of the file, to know it again. */
export async function printAt(file: FileHandle, { from, to }: Stretch): Promise<number> {
  const length = Math.min(printBytes, to - from);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return crc32(buffer.subarray(0, bytesRead));
}

/** In memory of its own, so that columns of numbers lie even in it. */
async function wholeFile(file: FileHandle): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer((await file.stat()).size));
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}
