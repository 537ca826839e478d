// Splits a stream of bytes into lines of text, whatever the chunks. A line without an end comes out at the close.
import { StringDecoder } from 'node:string_decoder';

const maxPending = 1024 * 1024;

export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private pending = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(chunk: Buffer): void {
    this.pending += this.decoder.write(chunk);
    const lines = this.pending.split(/\r?\n/);
    this.pending = lines.pop() ?? '';
    for (const line of lines) this.onLine(line);
    // A progress bar that never ends its line must not eat the memory.
    if (this.pending.length > maxPending) this.close();
  }

  close(): void {
    const rest = this.pending + this.decoder.end();
    this.pending = '';
    if (rest !== '') this.onLine(rest);
  }
}
