// Rows by id, with an event on every change. Rows are values: a change puts a new one.
import { Emitter } from '../../base/emitter';

export class Table<T extends { readonly id: string }> {
  private readonly rows = new Map<string, T>();
  private readonly emitter = new Emitter<void>();
  /** Fires after a row was put or deleted. */
  readonly changed = this.emitter.event;

  constructor(rows: Iterable<T> = []) {
    for (const row of rows) this.rows.set(row.id, row);
  }

  get(id: string): T | undefined {
    return this.rows.get(id);
  }

  list(): readonly T[] {
    return [...this.rows.values()];
  }

  find(holds: (row: T) => boolean): T | undefined {
    return this.list().find(holds);
  }

  put(row: T): T {
    this.rows.set(row.id, row);
    this.emitter.fire();
    return row;
  }

  delete(id: string): void {
    if (this.rows.delete(id)) this.emitter.fire();
  }

  /** Deletes every row that `holds`. */
  deleteWhere(holds: (row: T) => boolean): void {
    const gone = this.list().filter(holds);
    for (const row of gone) this.rows.delete(row.id);
    if (gone.length > 0) this.emitter.fire();
  }
}
