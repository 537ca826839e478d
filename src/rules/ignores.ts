// `# runpod: ignore` comments. On the first line of a file they silence the file; at the end of a line, that line;
// alone on a line, the next one. Codes in brackets silence only those rules.
import type { LineIndex } from '../base/text';

const comment = /#\s*runpod:\s*ignore(?:\[([^\]]*)\])?/;

/** True when the text asks not to report `code` at `line` (0-based). */
export function isIgnored(lines: LineIndex, code: string, line: number): boolean {
  return (
    silences(lines.lineText(0), code, 'alone') ||
    silences(lines.lineText(line), code, 'anywhere') ||
    (line > 0 && silences(lines.lineText(line - 1), code, 'alone'))
  );
}

function silences(text: string, code: string, place: 'alone' | 'anywhere'): boolean {
  const match = comment.exec(text);
  if (!match || (place === 'alone' && !/^\uFEFF?\s*#/.test(text))) return false;
  const codes = match[1];
  return codes === undefined || codes.split(/[\s,]+/).includes(code);
}
