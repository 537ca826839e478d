// The rows near what is shown, by position: enough that scrolling finds them here, never so many that memory grows.
import type { LogRow, LogRows } from '../../src/protocol/logs';

const keptRows = 6_000;

export class Pages {
  private rows = new Map<number, LogRow>();
  private revision = -1;

  row(position: number): LogRow | undefined {
    return this.rows.get(position);
  }

  /** What was there belongs to another revision: moved by `shift`, or worth nothing. */
  begin(revision: number, shift: number | undefined): void {
    if (revision === this.revision) return;
    const moved = new Map<number, LogRow>();
    if (shift !== undefined) for (const [position, row] of this.rows) moved.set(position + shift, row);
    this.rows = moved;
    this.revision = revision;
  }

  /** False for rows of another revision. */
  put({ revision, from, rows }: LogRows): boolean {
    if (revision !== this.revision) return false;
    rows.forEach((row, index) => {
      this.rows.delete(from + index);
      this.rows.set(from + index, row);
    });
    for (const position of this.rows.keys()) {
      if (this.rows.size <= keptRows) break;
      this.rows.delete(position);
    }
    return true;
  }
}
