// JSON for reading: as JSON.stringify with two spaces, but rows of numbers stay on one line. Walks with a stack of its
// own and stops at a length, so that neither depth nor size of what a worker returned can hold up the editor.

const lineWidth = 80;
/** Deeper levels are not moved further to the right: the spaces alone would be larger than the value. */
const deepestIndent = 40;

export interface PrettyOptions {
  /** Writing stops soon after so many characters. */
  readonly maxCharacters?: number;
  /** What stands for a string, where it is not to be written out. */
  readonly standIn?: (text: string) => string | undefined;
}

interface Frame {
  readonly entries: Iterator<readonly [name: string | undefined, value: unknown]>;
  readonly close: string;
  isFirst: boolean;
}

export function prettyJson(value: unknown, options: PrettyOptions = {}): string {
  const { maxCharacters = Number.POSITIVE_INFINITY, standIn = () => undefined } = options;
  const parts: string[] = [];
  const frames: Frame[] = [];
  let length = 0;
  const write = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  const begin = (item: unknown) => {
    const flat = flatOf(item, standIn);
    if (flat !== undefined) write(flat);
    else frames.push(frameOf(item as object, write));
  };
  if (value === undefined) return '';
  begin(value);
  while (frames.length > 0 && length <= maxCharacters) {
    const frame = frames.at(-1) as Frame;
    const next = frame.entries.next();
    if (next.done) {
      frames.pop();
      write(`${lineBreak(frames.length)}${frame.close}`);
      continue;
    }
    const [name, item] = next.value;
    write(`${frame.isFirst ? '' : ','}${lineBreak(frames.length)}`);
    frame.isFirst = false;
    if (name !== undefined) write(`${JSON.stringify(name)}: `);
    begin(item);
  }
  return parts.join('');
}

function lineBreak(depth: number): string {
  return `\n${'  '.repeat(Math.min(depth, deepestIndent))}`;
}

function frameOf(value: object, write: (text: string) => void): Frame {
  const isArray = Array.isArray(value);
  write(isArray ? '[' : '{');
  return {
    entries: isArray ? unnamed(value) : named(value),
    close: isArray ? ']' : '}',
    isFirst: true,
  };
}

function* unnamed(list: readonly unknown[]): Generator<readonly [undefined, unknown]> {
  for (const item of list) yield [undefined, item];
}

function* named(value: object): Generator<readonly [string, unknown]> {
  for (const name of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[name];
    if (item !== undefined) yield [name, item];
  }
}

/** What stands on one line; undefined for what is spread over several. */
function flatOf(value: unknown, standIn: (text: string) => string | undefined): string | undefined {
  if (typeof value === 'string') return JSON.stringify(standIn(value) ?? value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : rowOf(value);
  return Object.keys(value).length === 0 ? '{}' : undefined;
}

/** Numbers, possibly in rows of their own: nothing in them can hold a comma but the array itself. */
function rowOf(value: readonly unknown[]): string | undefined {
  if (value.length > lineWidth / 2 || !isNumeric(value, 2)) return undefined;
  const flat = JSON.stringify(value);
  return flat.length <= lineWidth ? flat.replaceAll(',', ', ') : undefined;
}

function isNumeric(value: unknown, depth: number): boolean {
  if (!Array.isArray(value)) return typeof value === 'number';
  return depth > 0 && value.length <= lineWidth / 2 && value.every(item => isNumeric(item, depth - 1));
}
