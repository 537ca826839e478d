// A job's output for a terminal.

/** Indented JSON; a list of plain numbers, such as the corner of a box, stays on one line. */
export function renderOutput(output: unknown): string {
  const text = JSON.stringify(output, shortened, 2) ?? 'null';
  return text.replace(/\[\s+(-?[\d.eE+-]+(?:,\s+-?[\d.eE+-]+)*)\s+\]/g, (_, numbers: string) => {
    return `[${numbers.replace(/,\s+/g, ', ')}]`;
  });
}

const shownCharacters = 200;

/** Keeps a base64 image from filling the terminal; `--json` prints everything. */
function shortened(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= shownCharacters) return value;
  return `${value.slice(0, shownCharacters)}… (${value.length.toLocaleString('en')} characters; --json prints all)`;
}
