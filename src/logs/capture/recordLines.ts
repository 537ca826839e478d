// The lines of a captured file in slices, and where in the file each slice ends.
import type { FileHandle } from 'node:fs/promises';

/** A file up to the size it had when it was opened: what is written after that is not read. */
export interface Part {
  readonly file: FileHandle;
  readonly size: number;
}

export interface LineSlice {
  readonly lines: readonly string[];
  /** The byte after the last of them. */
  readonly to: number;
}

/** Small enough that what is made of a slice dies young. */
const sliceBytes = 128 * 1024;
const lineEnd = 0x0a;

/** The whole lines from `from` on, where one begins. */
export async function* linesFrom(part: Part, from: number): AsyncGenerator<LineSlice> {
  let rest: Buffer = Buffer.alloc(0);
  let to = from;
  for await (const read of slicesAhead(part, from)) {
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    const end = bytes.lastIndexOf(lineEnd) + 1;
    rest = bytes.subarray(end);
    to += end;
    if (end > 0) yield { lines: linesIn(bytes, end), to };
  }
}

/** The whole lines of about the last `bytes`. */
export async function* lastLines(part: Part, bytes: number): AsyncGenerator<LineSlice> {
  const from = Math.max(0, part.size - bytes);
  let isCut = from > 0;
  for await (const { lines, to } of linesFrom(part, from)) {
    yield { lines: isCut ? lines.slice(1) : lines, to };
    isCut = false;
  }
}

/** While one slice is worked on, the next is on its way. */
async function* slicesAhead({ file, size }: Part, from: number): AsyncGenerator<Buffer> {
  const read = async (at: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(sliceBytes), 0, sliceBytes, at);
    return buffer.subarray(0, Math.max(0, Math.min(bytesRead, size - at)));
  };
  let next = read(from);
  for (let at = from; at < size; ) {
    const slice = await next;
    if (slice.length === 0) return;
    at += slice.length;
    next = at < size ? read(at) : Promise.resolve(slice);
    // Who stops listening does not learn that the file was closed meanwhile.
    next.catch(() => undefined);
    yield slice;
  }
}

/** Each a string of its own: pieces of one large string would keep all of it in memory. */
function linesIn(bytes: Buffer, end: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < end; ) {
    const stop = bytes.indexOf(lineEnd, at);
    lines.push(bytes.toString('utf8', at, stop));
    at = stop + 1;
  }
  return lines;
}
