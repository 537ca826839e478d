// Where to jump to in a view: the next error, a job, the first line of a worker, a time.
import { levels } from '../../logs/rows/row';
import type { RowStore } from '../../logs/rows/rowStore';
import type { RowView } from '../../logs/rows/rowView';
import type { LogSearch } from '../../protocol/logs';

const error = levels.indexOf('ERROR') + 1;

/** The position, or undefined when there is no such row among those shown. */
export function findRow(store: RowStore, view: RowView, search: LogSearch): number | undefined {
  const { what, from, backwards, jobId = '', workerId = '', atMs = 0 } = search;
  if (what === 'job') return jobRow(store, view, jobId);
  if (what === 'worker') {
    const worker = store.workerNumber(workerId);
    return scan(store, view, { from: view.first, step: 1 }, row => row.worker === worker);
  }
  if (what === 'time') return scan(store, view, { from: view.first, step: 1 }, row => row.time >= atMs);
  // A traceback is one error, however many lines it has.
  const isError = (row: Seen) => row.level === error && row.isHead;
  return backwards
    ? scan(store, view, { from: from - 1, step: -1 }, isError)
    : scan(store, view, { from: from + 1, step: 1 }, isError);
}

/** A job that failed opens on what went wrong, preferably its traceback. */
function jobRow(store: RowStore, view: RowView, jobId: string): number | undefined {
  const job = store.jobNumber(jobId);
  if (job === undefined) return undefined;
  const all = { from: view.first, step: 1 as const };
  const own = (row: Seen) => row.job === job;
  const traceback = (row: Seen) => own(row) && row.isHead && row.level === error && row.isLong;
  const failure = (row: Seen) => own(row) && row.isHead && row.level === error;
  return scan(store, view, all, traceback) ?? scan(store, view, all, failure) ?? scan(store, view, all, own);
}

interface Seen {
  readonly worker: number;
  readonly job: number;
  readonly time: number;
  readonly level: number;
  readonly isHead: boolean;
  /** An entry of several rows. */
  readonly isLong: boolean;
}

function scan(
  store: RowStore,
  view: RowView,
  { from, step }: { readonly from: number; readonly step: 1 | -1 },
  wanted: (row: Seen) => boolean,
): number | undefined {
  for (let position = from; position >= view.first && position < view.end; position += step) {
    const seq = view.at(position);
    const chunk = seq === undefined ? undefined : store.chunkOf(seq);
    if (seq === undefined || !chunk) continue;
    const at = seq - chunk.base;
    const seen = {
      worker: chunk.workers[at] ?? 0,
      job: chunk.jobs[at] ?? 0,
      time: chunk.times[at] ?? 0,
      level: chunk.levelAt(at),
      isHead: chunk.distances[at] === 0,
      isLong: chunk.isGrouped(at),
    };
    if (wanted(seen)) return position;
  }
  return undefined;
}
