// A colour per worker, by order of appearance, so that neighbours differ and a worker keeps its colour for as long as
// the view is open.
export class WorkerColours {
  private readonly seen = new Map<string, number>();

  constructor(private readonly paletteSize: number) {}

  /** 0 … paletteSize − 1. */
  indexOf(workerId: string): number {
    const index = this.seen.get(workerId) ?? this.seen.size;
    this.seen.set(workerId, index);
    return index % this.paletteSize;
  }
}
