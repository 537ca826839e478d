// A block of rows as bytes, in the order that lets a reader use the columns where they lie. Each names the stretch of the
// captured file that it was made of, and carries a checksum: what does not fit is no block.
import { crc32 } from 'node:zlib';
import { isRecord, parseJson } from '../../base/json';
import { RowBlock } from './rowBlock';

/** From one byte of the captured file to before another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface StoredBlock {
  readonly block: RowBlock;
  readonly stretch: Stretch;
  /** Of the first bytes of the stretch: another file has others. */
  readonly print: number;
  /** What the builder of the next rows has to know. */
  readonly memory: unknown;
  /** In the index. */
  readonly bytes: number;
}

const magic = 0x31_57_50_52;
const headerBytes = 64;
/** What comes before is not part of the checksum. */
const checkedFrom = 12;
const at = { magic: 0, bytes: 4, sum: 8, rows: 12, styles: 16, text: 20, width: 24, json: 28, print: 32 };
const doubles = { from: 40, to: 48 };

export function bytesOfBlock(
  block: RowBlock,
  about: Pick<StoredBlock, 'stretch' | 'print' | 'memory'>,
): Buffer {
  const { times, jobs, lengths, styled, marks, jobNames } = block.columns;
  const isWide = /[^\0-\u00ff]/.test(block.whole);
  const text = Buffer.from(block.whole, isWide ? 'utf16le' : 'latin1');
  const json = Buffer.from(JSON.stringify({ jobNames, memory: about.memory }));
  const parts = [times, jobs, lengths, styled, marks, text, json];
  const body = Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
  const bytes = Buffer.alloc(Math.ceil((headerBytes + body.length) / 8) * 8);
  body.copy(bytes, headerBytes);
  bytes.writeUInt32LE(magic, at.magic);
  bytes.writeUInt32LE(bytes.length, at.bytes);
  bytes.writeUInt32LE(block.count, at.rows);
  bytes.writeUInt32LE(styled.length, at.styles);
  bytes.writeUInt32LE(text.length, at.text);
  bytes.writeUInt32LE(isWide ? 2 : 1, at.width);
  bytes.writeUInt32LE(json.length, at.json);
  bytes.writeUInt32LE(about.print, at.print);
  bytes.writeDoubleLE(about.stretch.from, doubles.from);
  bytes.writeDoubleLE(about.stretch.to, doubles.to);
  bytes.writeUInt32LE(crc32(bytes.subarray(checkedFrom)), at.sum);
  return bytes;
}

/** The blocks in the bytes, up to the first that is cut short, damaged, or does not go on where the last one ended. */
export function blocksIn(bytes: Buffer): StoredBlock[] {
  const blocks: StoredBlock[] = [];
  for (let offset = 0; ; ) {
    const stored = blockAt(bytes, offset);
    if (!stored || stored.stretch.from !== (blocks.at(-1)?.stretch.to ?? 0)) return blocks;
    blocks.push(stored);
    offset += stored.bytes;
  }
}

function blockAt(all: Buffer, offset: number): StoredBlock | undefined {
  if (all.length - offset < headerBytes || all.readUInt32LE(offset) !== magic) return undefined;
  const size = all.readUInt32LE(offset + at.bytes);
  if (size < headerBytes || size % 8 !== 0 || offset + size > all.length) return undefined;
  const bytes = all.subarray(offset, offset + size);
  if (crc32(bytes.subarray(checkedFrom)) !== bytes.readUInt32LE(at.sum)) return undefined;
  const count = bytes.readUInt32LE(at.rows);
  const styles = bytes.readUInt32LE(at.styles);
  const take = sections(bytes);
  const times = new Float64Array(...take(count, 8));
  const jobs = new Uint32Array(...take(count, 4));
  const lengths = new Uint32Array(...take(count + styles, 4));
  const styled = new Uint32Array(...take(styles, 4));
  const marks = new Uint8Array(...take(count, 1));
  const text = Buffer.from(...take(bytes.readUInt32LE(at.text), 1));
  const json = parseJson(Buffer.from(...take(bytes.readUInt32LE(at.json), 1)).toString());
  if (!json.ok || !isRecord(json.value) || !Array.isArray(json.value.jobNames)) return undefined;
  const { jobNames, memory } = json.value;
  const encoding = bytes.readUInt32LE(at.width) === 2 ? 'utf16le' : 'latin1';
  const columns = { times, jobs, marks, lengths, styled, jobNames: jobNames.map(String) };
  return {
    block: new RowBlock(columns, () => text.toString(encoding)),
    stretch: { from: bytes.readDoubleLE(doubles.from), to: bytes.readDoubleLE(doubles.to) },
    print: bytes.readUInt32LE(at.print),
    memory,
    bytes: size,
  };
}

/** Where the next elements of so many bytes each lie; they are in the order of their size, so that each lies even. */
function sections(bytes: Buffer) {
  let from = bytes.byteOffset + headerBytes;
  return (count: number, width: number): [ArrayBuffer, number, number] => {
    const begin = from;
    from += count * width;
    return [bytes.buffer as ArrayBuffer, begin, count];
  };
}
