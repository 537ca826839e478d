// Several windows may follow an endpoint, and one of them writes. Each of the others remembers what came lately, so that
// it goes on without a hole when the writer ends; what is on disk already is not written again.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { type TailItem, workerOf } from '../line';
import type { ResumePoint } from '../resumePoint';
import { LogCapture } from './capture';
import { openHistory } from './history';
import { claim, type Owner, thisProcess } from './owner';
import { sweep } from './sweep';

export interface SharedCaptureOptions {
  readonly folder: string;
  readonly endpointId: string;
  readonly clock: Clock;
  readonly owner?: Owner;
}

interface Writing {
  readonly capture: LogCapture;
  readonly mark: Disposable;
  readonly onDisk: Map<string, ResumePoint>;
}

const retryMs = 1_000;
const indexAfterMs = 5_000;
/** At the highest rate this is the time between two tries, and more. */
const remembered = 20_000;

export class SharedCapture {
  private writing: Writing | undefined;
  private recent: TailItem[] = [];
  private timer: Disposable | undefined;
  private adopting: Promise<void> | undefined;
  private indexing: Disposable | undefined;
  private ready = false;
  private closed = false;

  constructor(private readonly options: SharedCaptureOptions) {}

  /** Others' writing is waited for in the background. */
  async begin(): Promise<void> {
    await this.adopt();
    if (!this.writing && !this.closed) this.retryLater();
  }

  /** Takes a clean line. The promise, if there is one, is to be waited for. */
  keep(item: TailItem): Promise<void> | undefined {
    if (this.writing && this.ready) return write(this.writing, item);
    this.recent.push(item);
    if (this.recent.length > 2 * remembered) this.recent = this.recent.slice(-remembered);
    return undefined;
  }

  /** Resolves when all is written and another may write. */
  async close(): Promise<void> {
    this.closed = true;
    this.timer?.dispose();
    await this.adopting;
    this.indexing?.dispose();
    await this.writing?.capture.close();
    this.writing?.mark.dispose();
    this.writing = undefined;
  }

  private retryLater(): void {
    this.timer = this.options.clock.after(retryMs, () => void this.begin());
  }

  private async adopt(): Promise<void> {
    const { folder, endpointId, clock, owner = thisProcess } = this.options;
    const mark = this.closed ? undefined : claim(folder, endpointId, owner);
    if (!mark) return;
    this.adopting = this.takeOver(mark, { folder, endpointId, clock });
    await this.adopting;
  }

  private async takeOver(mark: Disposable, options: SharedCaptureOptions): Promise<void> {
    await sweep(options.folder, options.clock).catch(() => undefined);
    const writing = {
      capture: new LogCapture(options),
      mark,
      onDisk: await endsOf(options).catch(() => new Map()),
    };
    this.writing = writing;
    for (let next = this.recent.shift(); next; next = this.recent.shift()) await write(writing, next);
    this.ready = true;
    // Who opens a log now is not to wait for this.
    this.indexing = options.clock.after(indexAfterMs, () => void writing.capture.indexer.catchUpAll());
  }
}

/** The last lines of each worker on disk. */
export async function endsOf({
  folder,
  endpointId,
}: Pick<SharedCaptureOptions, 'folder' | 'endpointId'>): Promise<Map<string, ResumePoint>> {
  const history = await openHistory(folder, endpointId);
  try {
    const points = await history.resumePoints();
    for (const point of points.values()) point.open({});
    return points;
  } finally {
    await history.close();
  }
}

function write({ capture, onDisk }: Writing, item: TailItem): Promise<void> | undefined {
  const point = onDisk.get(workerOf(item));
  if (point && isOnDisk(point, item)) return undefined;
  return capture.keep(item);
}

function isOnDisk(point: ResumePoint, item: TailItem): boolean {
  if ('gap' in item) return Date.parse(item.gap.to) <= Date.parse(point.lastTs ?? '');
  return point.judge({ ...item, id: item.cursor }) === 'repeat';
}
