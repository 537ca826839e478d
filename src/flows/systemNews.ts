// What the platform is doing for a worker that is not ready yet: the last line of its system log, where image pulls
// and environments being made are told. Without it, "starting" for ten minutes looks like a hang.
import type { Cloud } from '../api/cloud';
import type { Disposable } from '../base/disposable';
import { redact } from '../base/redact';

const longestLine = 100;

export class SystemNews implements Disposable {
  private readonly latest = new Map<string, string>();
  private readonly stop = new AbortController();

  constructor(
    private readonly cloud: Cloud,
    private readonly endpointId: string,
  ) {}

  /** The last line so far; the first call for a worker begins to follow its log. */
  of(workerId: string): string | undefined {
    const known = this.latest.get(workerId);
    if (known === undefined) {
      this.latest.set(workerId, '');
      void this.follow(workerId);
    }
    return known || undefined;
  }

  dispose(): void {
    this.stop.abort();
  }

  private async follow(workerId: string): Promise<void> {
    try {
      const options = { source: 'system', tail: 1 } as const;
      for await (const { line } of this.cloud.logs.stream(
        this.endpointId,
        workerId,
        options,
        this.stop.signal,
      )) {
        const words = redact(line).trim();
        if (words) this.latest.set(workerId, shortened(words));
      }
    } catch {
      // News are a comfort: without them the state of the worker is still told.
    }
  }
}

function shortened(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`;
}
