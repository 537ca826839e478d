// Bytes from an engine, cut anywhere: JSON lines, and the framed log of a container.
import { describe, expect, it } from 'vitest';
import { readFramedLines } from '../../../src/image/docker/demux';
import { jsonLines } from '../../../src/image/docker/jsonLines';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('jsonLines', () => {
  it.each([1, 2, 7, 1000])('puts objects and characters together again, in pieces of %i', async size => {
    const text = '{"stream":"Größe: 3 €\\n"}\r\n\r\nnot json\n{"aux":{"ID":"sha256:1"}}';
    const values: unknown[] = [];
    for await (const value of jsonLines(inPieces(Buffer.from(text), size))) values.push(value);
    expect(values).toEqual([{ stream: 'Größe: 3 €\n' }, { aux: { ID: 'sha256:1' } }]);
  });
});

describe('readFramedLines', () => {
  const frame = (stream: 1 | 2, text: string) => {
    const payload = Buffer.from(text);
    const header = Buffer.alloc(8);
    header[0] = stream;
    header.writeUInt32BE(payload.length, 4);
    return Buffer.concat([header, payload]);
  };

  it.each([1, 5, 1000])('keeps the streams apart, in pieces of %i', async size => {
    const bytes = Buffer.concat([
      frame(1, 'out: hal'),
      frame(2, 'error: x\nTrace'),
      frame(1, 'f €\nlast'),
      frame(2, 'back\n'),
    ]);
    const lines: string[] = [];
    await readFramedLines(inPieces(bytes, size), line => lines.push(line));
    expect(lines).toEqual(['error: x', 'out: half €', 'Traceback', 'last']);
  });

  it('hands on what came when the engine goes away', async () => {
    const broken = async function* () {
      yield frame(1, 'before\nhalf');
      throw new Error('socket hang up');
    };
    const lines: string[] = [];
    await readFramedLines(broken(), line => lines.push(line));
    expect(lines).toEqual(['before', 'half']);
  });
});
