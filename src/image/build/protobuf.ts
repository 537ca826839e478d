// The little of protobuf that BuildKit's trace needs: fields of a message, by number. Unknown fields and wire
// types pass; a message cut short ends where it ends.

export type Fields = ReadonlyMap<number, readonly (Uint8Array | number)[]>;

/** Reads varints as numbers and length-delimited fields as bytes. Never throws. */
export function readFields(bytes: Uint8Array): Fields {
  const fields = new Map<number, (Uint8Array | number)[]>();
  const at = { offset: 0 };
  while (at.offset < bytes.length) {
    const tag = readVarint(bytes, at);
    const value = readValue(bytes, at, tag & 7);
    if (value === undefined) continue;
    const number = Math.floor(tag / 8);
    const known = fields.get(number);
    if (known) known.push(value);
    else fields.set(number, [value]);
  }
  return fields;
}

function readValue(
  bytes: Uint8Array,
  at: { offset: number },
  wireType: number,
): Uint8Array | number | undefined {
  switch (wireType) {
    case 0:
      return readVarint(bytes, at);
    case 1:
      at.offset += 8;
      return undefined;
    case 2: {
      const length = readVarint(bytes, at);
      const start = at.offset;
      at.offset = start + length;
      return bytes.subarray(start, at.offset);
    }
    case 5:
      at.offset += 4;
      return undefined;
    default:
      at.offset = bytes.length;
      return undefined;
  }
}

/** Numbers over 2^53 lose precision; times and sizes stay far below. */
function readVarint(bytes: Uint8Array, at: { offset: number }): number {
  let value = 0;
  let factor = 1;
  while (at.offset < bytes.length) {
    const byte = bytes[at.offset++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
    factor *= 128;
  }
  return value;
}

export function text(fields: Fields, number: number): string {
  const value = fields.get(number)?.[0];
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : '';
}

export function number(fields: Fields, at: number): number {
  const value = fields.get(at)?.[0];
  return typeof value === 'number' ? value : 0;
}

export function messages(fields: Fields, number: number): Fields[] {
  return (fields.get(number) ?? []).flatMap(value =>
    value instanceof Uint8Array ? [readFields(value)] : [],
  );
}
