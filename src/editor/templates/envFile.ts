// Variables as a `.env` file, both ways. Reading is Node's own parser; writing quotes what would be read otherwise.
import { parseEnv } from 'node:util';

export function readEnvFile(text: string): Readonly<Record<string, string>> {
  const parsed = Object.entries(parseEnv(text.replace(/^\uFEFF/, '')));
  return Object.fromEntries(parsed.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** One variable a line, in the order given; ends in a line break. */
export function writeEnvFile(env: readonly { readonly key: string; readonly value: string }[]): string {
  return env.map(({ key, value }) => `${key}=${quoted(value)}\n`).join('');
}

/** Node's parser knows no escape but \n inside double quotes, so the quotes are those that the value does not hold. */
function quoted(value: string): string {
  if (/^[\w./:@%+,-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find(
    mark => !value.includes(mark) && !(mark === '"' && value.includes('\\n')),
  );
  return quote ? quote + value + quote : value;
}
