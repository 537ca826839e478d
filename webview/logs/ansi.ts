// ANSI colours of a line as pieces with a style. Sixteen colours are VS Code's terminal's; what else a terminal could be
// told is left out. Pure.
export interface Piece {
  readonly text: string;
  /** Class names, such as `fg-red bold`; empty for plain text. */
  readonly style: string;
}

const names = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];
const sequences = /\u001b(?:\[([0-9;?]*)([ -/]*[@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

interface Style {
  color: string;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

export function ansiPieces(line: string): Piece[] {
  const pieces: Piece[] = [];
  const style: Style = { color: '', bold: false, dim: false, italic: false, underline: false };
  let from = 0;
  const add = (text: string) => {
    const visible = text.replace(/[\r\n]/g, '');
    if (visible) pieces.push({ text: visible, style: classesOf(style) });
  };
  for (const match of line.matchAll(sequences)) {
    add(line.slice(from, match.index));
    if (match[2] === 'm') apply(style, match[1] ?? '');
    from = match.index + match[0].length;
  }
  add(line.slice(from));
  return pieces;
}

function apply(style: Style, codes: string): void {
  const numbers = codes.split(';').map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i] ?? 0;
    // 256 colours and true colour carry their own numbers.
    if (code === 38 || code === 48) i += numbers[i + 1] === 5 ? 2 : 4;
    else applyOne(style, code);
  }
}

function applyOne(style: Style, code: number): void {
  if (code === 0)
    Object.assign(style, { color: '', bold: false, dim: false, italic: false, underline: false });
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 3) style.italic = true;
  else if (code === 4) style.underline = true;
  else if (code === 22) Object.assign(style, { bold: false, dim: false });
  else if (code === 23) style.italic = false;
  else if (code === 24) style.underline = false;
  else if (code === 39) style.color = '';
  else if (code >= 30 && code <= 37) style.color = names[code - 30] ?? '';
  else if (code >= 90 && code <= 97) style.color = `Bright${names[code - 90] ?? ''}`;
}

function classesOf({ color, bold, dim, italic, underline }: Style): string {
  return [color && `ansi${color}`, bold && 'bold', dim && 'dim', italic && 'italic', underline && 'underline']
    .filter(Boolean)
    .join(' ');
}
