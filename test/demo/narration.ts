// What the demo says: one line a step with its seconds, details indented below, a table at the end.

export class Narration {
  private readonly startedAt = performance.now();
  private count = 0;

  constructor(private readonly write: (text: string) => void) {}

  /** Runs one step under a title. What `work` returns is passed on; a failure is named and thrown on. */
  async step<T>(title: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T> {
    const number = String(++this.count).padStart(2);
    const startedAt = performance.now();
    this.write(`\n${number}. ${title}\n`);
    const say = (detail: string) => this.write(`${detail.replace(/^/gm, '      ')}\n`);
    try {
      const result = await work(say);
      this.write(`    done in ${seconds(performance.now() - startedAt)}\n`);
      return result;
    } catch (error) {
      this.write(`    FAILED after ${seconds(performance.now() - startedAt)}\n`);
      throw error;
    }
  }

  say(text: string): void {
    this.write(`${text}\n`);
  }

  /** Since the demo began, in ms. */
  get elapsedMs(): number {
    return performance.now() - this.startedAt;
  }
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** Columns aligned by their widest cell; the first column to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...rows.map(row => (row[column] ?? '').length));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(width(column)) : cell.padStart(width(column))))
      .join('   ');
  return rows.map(line).join('\n');
}
