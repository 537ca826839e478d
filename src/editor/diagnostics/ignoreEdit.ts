// Where `# runpod: ignore[…]` goes: at the end of the line, or on a line of its own where the format knows no comment
// after code. Pure.
import type { LineIndex, TextEdit } from '../../base/text';

const ignore = /#\s*runpod:\s*ignore\[([^\]]*)\]/;

/** The edit that silences `code` at `line`; undefined for formats without `#` comments. */
export function ignoreEdit(
  lines: LineIndex,
  fileName: string,
  at: { code: string; line: number },
): TextEdit | undefined {
  if (/\.json$/i.test(fileName)) return undefined;
  const { code, line } = at;
  const text = lines.lineText(line);
  const known = ignore.exec(text);
  if (known) {
    const character = known.index + known[0].length - 1;
    return insert(line, character, known[1] ? `, ${code}` : code);
  }
  const comment = `# runpod: ignore[${code}]`;
  const isOwnLine = !/\.(py|txt|sh|toml)$/i.test(fileName) || text.trimEnd().endsWith('\\');
  if (!isOwnLine) return insert(line, text.trimEnd().length, `  ${comment}`);
  const above = line > 0 ? ignore.exec(lines.lineText(line - 1)) : undefined;
  if (above && /^\s*#/.test(lines.lineText(line - 1))) {
    return insert(line - 1, above.index + above[0].length - 1, above[1] ? `, ${code}` : code);
  }
  return insert(line, 0, `${/^\s*/.exec(text)?.[0] ?? ''}${comment}\n`);
}

function insert(line: number, character: number, newText: string): TextEdit {
  const position = { line, character };
  return { range: { start: position, end: position }, newText };
}
