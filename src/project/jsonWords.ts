// The exec form `["python", "-u", "handler.py"]` as words with offsets. Docker takes a list for an exec form only
// when it is valid JSON of strings up to the end; anything else is a shell form, and so it is here.
import type { Word } from './shellWords';

/** The strings of a JSON list that fills the text between two offsets, or undefined when it is no such list. */
export function readJsonWords(text: string, start: number, end: number): Word[] | undefined {
  const flat = text.slice(start, end).replace(/[\\`][ \t]*\r?\n/g, match => ' '.repeat(match.length));
  if (!/^\s*\[/.test(flat) || !isStringList(flat)) return undefined;
  return [...flat.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(match => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
    text: String(JSON.parse(match[0])),
    quoted: true,
  }));
}

function isStringList(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(item => typeof item === 'string');
  } catch {
    return false;
  }
}
