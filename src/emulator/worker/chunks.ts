// A yielded value of more than 1 MB reaches the caller of `/stream` in several pieces (runpod docs, streaming).
// Assumed: text is cut as it is, anything else as its JSON text; put together, the pieces are the whole.

const maxChunkBytes = 1024 * 1024;
/** In UTF-8 no UTF-16 unit takes more than three bytes. */
const unitsPerChunk = Math.floor(maxChunkBytes / 3);

export function splitChunk(value: unknown): readonly unknown[] {
  const json = JSON.stringify(value) ?? 'null';
  if (Buffer.byteLength(json) <= maxChunkBytes) return [value];
  const text = typeof value === 'string' ? value : json;
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfPiece(text, at);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/** Never between the two halves of one character. */
function endOfPiece(text: string, at: number): number {
  const end = at + unitsPerChunk;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
