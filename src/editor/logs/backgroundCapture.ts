// Keeps the logs of endpoints that nobody looks at, so that a worker that crashed minutes ago is there when its panel
// opens. An endpoint with an open panel is left to that. Polls of an account come out of what its views may spend.
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { Target } from '../../flows/target';
import type { SettingValue } from '../../manifest/settings';
import type { RequestBudget } from '../../state/requestBudget';

export interface CapturedEndpoint {
  readonly target: Target;
  readonly endpointId: string;
}

/** What is known of one target. */
export interface KnownTarget {
  readonly target: Target;
  readonly endpointIds: readonly string[];
  readonly budget: Pick<RequestBudget, 'take'>;
}

export interface BackgroundCaptureOptions {
  readonly clock: Clock;
  readonly scope: () => SettingValue<'runpod.logs.capture'>;
  readonly known: () => readonly KnownTarget[];
  /** Whether a panel follows it already. */
  readonly isShown: (endpoint: CapturedEndpoint) => boolean;
  /** The ids of the endpoints that were deployed to a target from here. */
  readonly deployed: (target: string) => Promise<readonly string[]>;
  /** Where the lines of a target are kept. */
  readonly folder: (target: Target) => Promise<string>;
  readonly secrets: () => readonly string[];
  readonly onProblem: (error: unknown) => void;
  /** Each of these is a reason to look again. */
  readonly reasons: readonly Event<unknown>[];
}

/** Of one target at once; the first in its list. */
const maxEndpoints = { local: 20, account: 4 } as const;
const pollMs = { local: 2_000, account: 15_000 } as const;
const historyLines = 5_000;
/** After a tail has failed, and so that a panel that opens is not raced. */
const pauseMs = 10_000;

export class BackgroundCapture implements Disposable {
  private readonly running = new Map<string, AbortController>();
  private readonly lifetime = new DisposableStore();
  private readonly stop = new AbortController();

  constructor(private readonly options: BackgroundCaptureOptions) {
    for (const reason of options.reasons) this.lifetime.add(reason(() => void this.update()));
  }

  /** The endpoints that are captured now, as `target/endpoint`. */
  get captured(): readonly string[] {
    return [...this.running.keys()];
  }

  /** Begins and ends what the setting, the endpoints and the panels ask for. */
  async update(): Promise<void> {
    const wanted = new Map<string, () => Promise<void>>();
    for (const known of this.options.known()) {
      for (const endpointId of await this.wantedOf(known)) {
        const { target } = known;
        if (!this.options.isShown({ target, endpointId }))
          wanted.set([target.name, endpointId].join('/'), () => this.follow(known, endpointId));
      }
    }
    if (this.stop.signal.aborted) return;
    for (const [id, stop] of this.running) if (!wanted.has(id)) stop.abort();
    for (const [id, follow] of wanted) if (!this.running.has(id)) void follow();
  }

  dispose(): void {
    this.stop.abort();
    this.lifetime.dispose();
    for (const stop of this.running.values()) stop.abort();
  }

  private async wantedOf({ target, endpointIds }: KnownTarget): Promise<readonly string[]> {
    const scope = this.options.scope();
    if (scope === 'open') return [];
    if (target.kind === 'local') return endpointIds.slice(0, maxEndpoints.local);
    const deployed = scope === 'all' ? endpointIds : await this.options.deployed(target.name);
    return endpointIds.filter(id => deployed.includes(id)).slice(0, maxEndpoints.account);
  }

  private async follow({ target, budget }: KnownTarget, endpointId: string): Promise<void> {
    const { clock, secrets, folder, onProblem } = this.options;
    const id = [target.name, endpointId].join('/');
    const stop = new AbortController();
    this.running.set(id, stop);
    try {
      const { followLogs } = await import('../../flows/tailLogs');
      const request = {
        endpointId,
        folder: await folder(target),
        tail: historyLines,
        pollMs: pollMs[target.kind],
        secrets: secrets(),
        emit: () => undefined,
      };
      const cloud = sparing(target.cloud, budget);
      await followLogs(cloud, request, { clock }, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) onProblem(error);
      await clock.sleep(pauseMs, stop.signal).catch(() => undefined);
    } finally {
      this.running.delete(id);
    }
    // A panel that closed while this ended wants it again.
    if (!this.stop.signal.aborted) await this.update();
  }
}

/** Lists workers only while the budget has room; between, as they were. */
function sparing(cloud: Target['cloud'], budget: Pick<RequestBudget, 'take'>): Target['cloud'] {
  let last: Awaited<ReturnType<typeof cloud.endpoints.workers>> | undefined;
  return {
    ...cloud,
    endpoints: {
      ...cloud.endpoints,
      async workers(endpointId, signal) {
        if (last === undefined || budget.take()) last = await cloud.endpoints.workers(endpointId, signal);
        return last;
      },
    },
  };
}
