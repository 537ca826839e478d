// The queue of one endpoint: first in, first out; what a worker gave back stands in front. Every step takes the same time
// however long the queue is, and it can tell at any time how many jobs may cause scaling and how long the oldest waits.
import type { LocalJob } from './job';

/** Jobs in the order they came; a Set keeps it, and lets go of one in the middle without moving the rest. */
class Line {
  private readonly all = new Set<LocalJob>();
  /** Those that may cause scaling. */
  private readonly urgent = new Set<LocalJob>();

  get size(): number {
    return this.all.size;
  }
  get urgentCount(): number {
    return this.urgent.size;
  }
  get first(): LocalJob | undefined {
    return this.all.values().next().value;
  }
  get firstUrgent(): LocalJob | undefined {
    return this.urgent.values().next().value;
  }

  add(job: LocalJob): void {
    this.all.add(job);
    if (!job.submission.lowPriority) this.urgent.add(job);
  }

  delete(job: LocalJob): void {
    this.all.delete(job);
    this.urgent.delete(job);
  }

  list(): readonly LocalJob[] {
    return [...this.all];
  }
}

export class JobQueue {
  private readonly returned = new Line();
  private readonly waiting = new Line();

  get size(): number {
    return this.returned.size + this.waiting.size;
  }

  /** Jobs that may cause scaling: those of low priority do not. */
  get urgentCount(): number {
    return this.returned.urgentCount + this.waiting.urgentCount;
  }

  /** When the oldest of those was queued, in ms. */
  get urgentSince(): number | undefined {
    const times = [this.returned, this.waiting].flatMap(line => line.firstUrgent?.queuedAt ?? []);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  push(job: LocalJob): void {
    this.waiting.add(job);
  }

  giveBack(job: LocalJob): void {
    this.returned.add(job);
  }

  delete(job: LocalJob): void {
    this.returned.delete(job);
    this.waiting.delete(job);
  }

  /** Takes the next `max` jobs off. */
  take(max: number): readonly LocalJob[] {
    const taken: LocalJob[] = [];
    for (let next = this.next(); next && taken.length < max; next = this.next()) {
      this.delete(next);
      taken.push(next);
    }
    return taken;
  }

  list(): readonly LocalJob[] {
    return [...this.returned.list(), ...this.waiting.list()];
  }

  private next(): LocalJob | undefined {
    return this.returned.first ?? this.waiting.first;
  }
}
