// Variables as a `.env` file, in and out. What is written can be read back to the same values, or it is refused; what
// was masked for display is never taken for a value.
import { parseEnv } from 'node:util';
import { AppError } from '../base/errors';
import { redacted, shownVariable } from '../base/redact';
import type { GraphTemplate } from '../wire/graphql';
import type { TemplateChange } from './templateChange';

type Pairs = NonNullable<GraphTemplate['env']>;

export interface EnvImport {
  /** `merge` keeps variables that the file does not name, `replace` removes them. */
  readonly mode: 'merge' | 'replace';
}

/** The change that a `.env` text makes of `before`. Throws `usage` for a text without variables or with masked ones. */
export function envChange(text: string, before: Pairs, { mode }: EnvImport): TemplateChange {
  const set = parseEnvText(text);
  const remove =
    mode === 'replace' ? before.map(({ key }) => key).filter(key => !Object.hasOwn(set, key)) : [];
  return { env: { set, remove } };
}

/** Names and values of a `.env` text, by the rules of Node's own reader. */
export function parseEnvText(text: string): Record<string, string> {
  const parsed = Object.entries(parseEnv(text.replace(/^\ufeff/, '')));
  const found = parsed.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  if (found.length === 0) {
    throw new AppError('usage', 'There are no variables in it.', {
      remedy: 'Write one variable a line, as NAME=value.',
    });
  }
  const masked = found.filter(([, value]) => value.includes(redacted)).map(([name]) => name);
  if (masked.length > 0) {
    throw new AppError('usage', `The values of ${masked.join(', ')} are masked, not real.`, {
      remedy:
        'Put the real values in, or take these lines out: variables that are not named stay as they are.',
    });
  }
  return Object.fromEntries(found);
}

/** The text of a `.env` file. Throws `usage` for a value that such a file cannot hold. */
export function renderEnvText(pairs: Pairs, values: 'clear' | 'masked'): string {
  const lines = pairs.map(({ key, value }) => {
    const shown = values === 'clear' ? value : shownVariable(key, value);
    return `${key}=${quoted(key, shown)}`;
  });
  return `${lines.join('\n')}\n`;
}

/** The first way of writing it that reads back as the same, and whose quotes cannot meet those of another line. */
function quoted(name: string, value: string): string {
  const bare = /['"`]/.test(value) ? [] : [value];
  const ways = ['"', "'", '`']
    .filter(quote => !value.includes(quote))
    .map(quote => `${quote}${value}${quote}`);
  const way = [...bare, ...ways].find(text => isAlone(`${name}=${text}`, name, value));
  if (way !== undefined) return way;
  throw new AppError('usage', `The value of ${name} cannot be written to a .env file.`, {
    remedy: 'It holds every kind of quote. Keep it as a RunPod secret, or set it by itself.',
  });
}

/** The line says this one value, and the line after it is still a variable of its own. */
function isAlone(line: string, name: string, value: string): boolean {
  const next = name === 'END' ? 'NEXT' : 'END';
  const parsed = parseEnv(`${line}\n${next}=1`);
  return parsed[name] === value && parsed[next] === '1' && Object.keys(parsed).length === 2;
}
