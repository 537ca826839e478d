// JSON for reading: as JSON.stringify with two spaces, but what fits on a line stays on one: boxes, points, scores.

const lineWidth = 80;

export function prettyJson(value: unknown): string {
  return render(value, '') ?? '';
}

function render(value: unknown, indent: string): string | undefined {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || flat === undefined) return flat;
  const spaced = Array.isArray(value) && isShort(value, flat) ? flat.replaceAll(',', ', ') : undefined;
  if (spaced !== undefined) return spaced;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map(entry => render(entry, inner) ?? 'null')
    : Object.entries(value).flatMap(([name, entry]) => {
        const text = render(entry, inner);
        return text === undefined ? [] : [`${JSON.stringify(name)}: ${text}`];
      });
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map(part => inner + part).join(',\n')}\n${indent}${close}`;
}

/** Numbers, possibly in arrays of their own: nothing in them can hold a comma but the array itself. */
function isShort(value: readonly unknown[], flat: string): boolean {
  return flat.length <= lineWidth && value.every(entry => isNumeric(entry));
}

function isNumeric(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isNumeric) : typeof value === 'number';
}
