// Damaged texts for tests of tolerance: truncated, with garbage put in, with lines lost, doubled or swapped. The same
// seed gives the same damage.

const garbage = [
  '(',
  ')',
  '"""',
  "'",
  ':',
  '\t',
  '    ',
  '\n',
  'def ',
  'class X',
  'if ',
  'global model\n',
  '= =',
  '\\',
  '#',
  '{',
  '}',
  '@',
  'await ',
  'lambda',
  '\0',
  '\uD83D',
  'é',
  '\r\n',
  'return',
  'try:\n',
  'else:\n',
  'None',
  'import ',
];

/** A generator of numbers in [0, 1): mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function damaged(text: string, random: () => number): string {
  let out = text;
  const hits = 1 + Math.floor(random() * 3);
  for (let hit = 0; hit < hits; hit++)
    out = damages[Math.floor(random() * damages.length)]?.(out, random) ?? out;
  return out;
}

type Damage = (text: string, random: () => number) => string;

const at = (text: string, random: () => number) => Math.floor(random() * (text.length + 1));

const onLines =
  (change: (lines: string[], line: number) => void): Damage =>
  (text, random) => {
    const lines = text.split('\n');
    change(lines, Math.floor(random() * lines.length));
    return lines.join('\n');
  };

const damages: readonly Damage[] = [
  (text, random) => text.slice(0, at(text, random)),
  (text, random) => {
    const place = at(text, random);
    return text.slice(0, place) + (garbage[Math.floor(random() * garbage.length)] ?? '') + text.slice(place);
  },
  (text, random) => {
    const place = at(text, random);
    return text.slice(0, place) + text.slice(place + 1 + Math.floor(random() * 12));
  },
  onLines((lines, line) => lines.splice(line, 1)),
  onLines((lines, line) => lines.splice(line, 0, lines[line] ?? '')),
  onLines((lines, line) => lines.splice(line, 2, lines[line + 1] ?? '', lines[line] ?? '')),
  onLines((lines, line) => {
    lines[line] = `  ${lines[line] ?? ''}`;
  }),
];
