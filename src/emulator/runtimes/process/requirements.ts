// The requirements of a worker folder: one text that stands for all files it includes, so that its hash names an
// environment. A worker without `runpod` in them gets it, because its base image may have brought it.
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

export interface Requirements {
  /** The file pip installs from, absolute; undefined when the folder has none. */
  readonly file: string | undefined;
  /** The text of the file and of those it includes. */
  readonly text: string;
  /** What must be installed beside the file. */
  readonly extra: readonly string[];
}

/** Where workers keep them, in order of preference. */
const places = ['requirements.txt', 'builder/requirements.txt', 'src/requirements.txt'];
const sdk = 'runpod>=1.12.0,<2';
const maxDepth = 5;

export async function readRequirements(folder: string): Promise<Requirements> {
  for (const place of places) {
    const file = join(folder, place);
    const text = await withIncludes(file, maxDepth);
    if (text !== undefined) return { file, text, extra: namesSdk(text) ? [] : [sdk] };
  }
  return { file: undefined, text: '', extra: [sdk] };
}

async function withIncludes(file: string, depth: number): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined || depth === 0) return text;
  const parts = [text];
  for (const [, name] of text.matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[\s=]+(\S+)/gm)) {
    parts.push((await withIncludes(resolve(dirname(file), name ?? ''), depth - 1)) ?? '');
  }
  return parts.join('\n');
}

/** By name, by address, or as a wheel in the folder; not `runpod-flash`. */
function namesSdk(text: string): boolean {
  return /^\s*(?:\S*[/\\])?runpod(?:-\d|(?![\w-]))|^\s*(?:git\+)?https?:\S*runpod/im.test(text);
}
