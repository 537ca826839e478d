// What a job returned, made ready to be looked at: the media in it, the first part of its text, and the root of its
// tree. The value itself stays with the host, which hands out media and branches when they are asked for.
import { embedded, linked, type MediaType, standInFor } from './media';
import { type OutputRow, rootRow } from './outputTree';
import { prettyJson } from './prettyJson';

export interface OutputMedia extends MediaType {
  /** Where in the output it was found, such as `annotated_png` or `pages[2].png`. */
  readonly path: string;
  /** Of what stands in the output itself; undefined for an address. */
  readonly bytes: number | undefined;
  readonly url: string | undefined;
}

export interface Output {
  readonly media: readonly OutputMedia[];
  /** Pretty JSON, or the text itself when the output is a string; media are named where they stand. */
  readonly text: string;
  /** The text goes on where it was cut off. */
  readonly isCut: boolean;
  readonly root: OutputRow;
}

/** An output with the data of its media, which only the host has; `data` is in the order of `media`. */
export interface ReadOutput {
  readonly shown: Output;
  readonly data: readonly (string | undefined)[];
}

const maxShownCharacters = 100_000;
const maxMedia = 100;
const maxVisited = 500_000;
const maxPathCharacters = 200;

export function outputOf(value: unknown): ReadOutput {
  const found = mediaIn(value);
  const text =
    typeof value === 'string'
      ? (standInFor(value) ?? value)
      : prettyJson(value, { maxCharacters: maxShownCharacters, standIn: standInFor });
  const isCut = text.length > maxShownCharacters;
  return {
    shown: {
      media: found.map(({ media }) => media),
      text: isCut ? text.slice(0, maxShownCharacters) : text,
      isCut,
      root: rootRow(value),
    },
    data: found.map(({ data }) => data),
  };
}

interface Found {
  readonly media: OutputMedia;
  readonly data: string | undefined;
}

interface Visit {
  readonly value: unknown;
  readonly name: string;
  readonly parent: Visit | undefined;
}

/** In document order, without recursion and without lists of its own: a worker may nest as deep and wide as it likes. */
function mediaIn(output: unknown): Found[] {
  const found: Found[] = [];
  const open: Iterator<Visit>[] = [[{ value: output, name: '', parent: undefined }].values()];
  for (let visited = 0; open.length > 0 && visited < maxVisited && found.length < maxMedia; ) {
    const next = open.at(-1)?.next();
    if (!next || next.done) {
      open.pop();
      continue;
    }
    visited++;
    const { value } = next.value;
    if (typeof value === 'string') found.push(...mediumOf(value, next.value));
    else if (typeof value === 'object' && value !== null) open.push(below(next.value, value));
  }
  return found;
}

function* below(parent: Visit, value: object): Generator<Visit> {
  if (Array.isArray(value)) {
    // A list of numbers holds no media, however long it is.
    if (value.length > 1_000 && typeof value[0] === 'number') return;
    for (const [index, item] of value.entries()) yield { value: item, name: `[${index}]`, parent };
    return;
  }
  const branch = value as Record<string, unknown>;
  for (const name of Object.keys(branch)) yield { value: branch[name], name, parent };
}

function mediumOf(text: string, visit: Visit): Found[] {
  const data = embedded(text);
  if (data) {
    const { kind, mime, bytes, from } = data;
    const media = { kind, mime, path: pathOf(visit), bytes, url: undefined };
    return [{ media, data: text.slice(from) }];
  }
  const link = linked(text);
  return link ? [{ media: { ...link, path: pathOf(visit), bytes: undefined }, data: undefined }] : [];
}

function pathOf(visit: Visit): string {
  const names: string[] = [];
  let length = 0;
  for (let at: Visit | undefined = visit; at && length < maxPathCharacters; at = at.parent) {
    names.unshift(at.name);
    length += at.name.length;
  }
  const path = names.filter(Boolean).join('.').replaceAll('.[', '[') || 'output';
  return path.length > maxPathCharacters ? `…${path.slice(-maxPathCharacters)}` : path;
}
