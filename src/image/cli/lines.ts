// Text that arrives in pieces, handed on as whole lines. Colours are taken out; a carriage return alone
// also ends a line, because that is how tools redraw their progress.

const ansi = /\u001b\[[0-9;?]*[A-Za-z]/g;

export class LineSplitter {
  private rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(text: string): void {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?=[^\n])/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(line.replace(ansi, ''));
  }

  /** Hands on what is left without a line end. */
  end(): void {
    if (this.rest !== '') this.onLine(this.rest.replace(/\r$/, '').replace(ansi, ''));
    this.rest = '';
  }
}
