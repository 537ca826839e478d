// The log framing of containers without a terminal: 8 bytes (stream, 0, 0, 0, big-endian length), then the payload.
// Frames split and join across reads, and lines across frames; stdout and stderr keep their own half lines.
import { LineSplitter } from '../cli/lines';

const headerBytes = 8;

/** Hands on every line of a framed stream; resolves when it ends, also when it breaks off. */
export async function readFramedLines(
  stream: AsyncIterable<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  const outs = [new Channel(onLine), new Channel(onLine)] as const;
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      rest = Buffer.concat([rest, chunk]);
      rest = takeFrames(rest, (channel, payload) => (channel === 2 ? outs[1] : outs[0]).push(payload));
    }
  } catch {
    // The engine went away; what came is all there is, and `wait` tells how it ended.
  }
  for (const out of outs) out.end();
}

function takeFrames(bytes: Buffer, onFrame: (channel: number, payload: Buffer) => void): Buffer<ArrayBuffer> {
  let at = 0;
  while (bytes.length - at >= headerBytes) {
    const end = at + headerBytes + bytes.readUInt32BE(at + 4);
    if (bytes.length < end) break;
    onFrame(bytes[at] ?? 1, bytes.subarray(at + headerBytes, end));
    at = end;
  }
  return Buffer.from(bytes.subarray(at));
}

class Channel {
  private readonly decoder = new TextDecoder();
  private readonly lines: LineSplitter;

  constructor(onLine: (line: string) => void) {
    this.lines = new LineSplitter(onLine);
  }

  push(payload: Buffer): void {
    this.lines.push(this.decoder.decode(payload, { stream: true }));
  }

  end(): void {
    this.lines.push(this.decoder.decode());
    this.lines.end();
  }
}
