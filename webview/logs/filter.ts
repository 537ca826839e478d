// Which rows a person wants to see. Pure, so that it survives reloading as plain data.
import type { LogRow } from '../../src/protocol/logs';

export interface Filter {
  /** Words that all must occur, in any case. */
  readonly text: string;
  /** Empty for all workers. */
  readonly workerId: string;
  readonly show: 'all' | 'warnings' | 'container' | 'system';
}

export const noFilter: Filter = { text: '', workerId: '', show: 'all' };

export function passes(row: LogRow, filter: Filter): boolean {
  if (filter.workerId && row.workerId !== filter.workerId && row.kind !== 'note') return false;
  if (!passesKind(row, filter.show)) return false;
  const text = `${row.text} ${row.workerId} ${row.jobId ?? ''}`.toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function passesKind(row: LogRow, show: Filter['show']): boolean {
  if (show === 'all' || row.kind === 'gap' || row.kind === 'note') return true;
  if (show === 'warnings') return row.level === 'WARN' || row.level === 'ERROR';
  return row.kind === show;
}

export function isFilter(value: unknown): value is Filter {
  return (
    typeof value === 'object' && value !== null && 'text' in value && 'workerId' in value && 'show' in value
  );
}
