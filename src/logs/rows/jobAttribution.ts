// Which job a line belongs to that does not say so itself: what a worker prints while it has exactly one job is that
// job's. Learns from the SDK's own lines, `Started.` and `Finished.`.
const ended = /^(?:Finished\.|Job stopped\.)/;

export class JobAttribution {
  private readonly running = new Map<string, Set<string>>();

  /** The job of a container line; `said` is what the line itself names. */
  jobOf(workerId: string, said: string | undefined, text: string): string | undefined {
    const jobs = this.running.get(workerId) ?? new Set<string>();
    this.running.set(workerId, jobs);
    if (said === undefined) return jobs.size === 1 ? [...jobs][0] : undefined;
    if (text.startsWith('Started.')) jobs.add(said);
    else if (ended.test(text)) jobs.delete(said);
    return said;
  }

  /** The jobs that a worker is at. */
  jobsOf(workerId: string): readonly string[] {
    return [...(this.running.get(workerId) ?? [])];
  }

  recall(workerId: string, jobs: readonly string[]): void {
    this.running.set(workerId, new Set(jobs));
  }

  /** A worker whose process begins anew, or of which time is missing, has no job that we know of. */
  forget(workerId: string): void {
    this.running.delete(workerId);
  }
}
