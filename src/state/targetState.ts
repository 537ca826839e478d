// One target under watch: how we stand with it, what it costs, and its endpoints. Reads the list first and tells of
// it at once; details follow. What fails leaves everything that was known where it is.
import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { type Explanation, explain, isCancelled } from '../base/errors';
import type { Myself } from '../wire/graphql';
import { EndpointsStore } from './endpointsStore';
import { type GoneEndpoint, GoneEndpoints } from './goneEndpoints';
import type { RefreshReason } from './refreshedView';
import { pollingShare, RequestBudget } from './requestBudget';
import { SessionStore } from './session';

export interface TargetStateOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** Local RunPod costs nothing and has no quota. */
  readonly kind: 'local' | 'account';
}

/** So many endpoints have their workers counted without being opened. */
const watchedUnasked = 8;
const listEveryMs = 8_000;
const accountEveryMs = 60_000;
/** Local RunPod is ours alone. */
const localPerMinute = 600;

export class TargetState implements Disposable {
  readonly store: EndpointsStore;
  readonly session: SessionStore;
  readonly budget: RequestBudget;
  readonly former = new GoneEndpoints();
  private readonly opened = new Set<string>();
  private readonly watches = new Map<string, Disposable>();
  private readonly changed = new Emitter<void>();
  private me: Myself | undefined;
  private trouble: Explanation | undefined;
  private listDueMs = 0;
  private accountDueMs = 0;
  readonly onChange = this.changed.event;

  constructor(private readonly options: TargetStateOptions) {
    const { clock, cloud, kind } = options;
    this.budget = new RequestBudget(clock, () =>
      kind === 'local' ? localPerMinute : pollingShare(cloud.limits.quotas),
    );
    this.store = new EndpointsStore(cloud, this.budget);
    this.session = new SessionStore(clock);
  }

  /** Why the last reading failed. */
  get problem(): Explanation | undefined {
    return this.trouble;
  }

  /** Balance and spend; undefined while not known. */
  get myself(): Myself | undefined {
    return this.me;
  }

  /** Endpoints that were here and are not any more. */
  get gone(): readonly GoneEndpoint[] {
    const { all } = this.store;
    return all ? this.former.missingFrom(all.map(({ endpoint }) => endpoint)) : [];
  }

  /** Somebody opened an endpoint, or closed it; true when its details have to be read. */
  setOpened(endpointId: string, is: 'opened' | 'closed'): boolean {
    if (is === 'closed') {
      this.opened.delete(endpointId);
      return false;
    }
    this.opened.add(endpointId);
    return this.watchSome();
  }

  /** We changed something: the next reading takes a closer look at this endpoint. */
  expectChange(endpointId: string): void {
    this.store.expectChange(endpointId);
    this.accountDueMs = 0;
  }

  /** Throws what made it fail, after `problem` and `session` were set. */
  async read(reason: RefreshReason, signal: AbortSignal): Promise<'changed' | 'same'> {
    const had = this.trouble;
    try {
      const outcomes = [
        await this.readList(reason, signal),
        await this.store.refreshDetails(reason === 'user' ? 'asked' : 'glance', signal),
      ];
      this.trouble = undefined;
      this.session.noteSuccess();
      const isNews = had !== undefined || outcomes.includes('changed');
      if (isNews) this.changed.fire();
      return isNews || this.store.isMoving ? 'changed' : 'same';
    } catch (error) {
      if (isCancelled(error)) return 'same';
      this.session.noteFailure(error);
      this.trouble = explain(error);
      if (!isDeepStrictEqual(had, this.trouble)) this.changed.fire();
      throw error;
    }
  }

  dispose(): void {
    this.store.dispose();
    this.session.dispose();
    this.changed.dispose();
  }

  private async readList(reason: RefreshReason, signal: AbortSignal): Promise<'changed' | 'same'> {
    const now = this.options.clock.now();
    if (reason === 'timer' && now < this.listDueMs) return 'same';
    const account = this.readAccount(reason, signal);
    // Both are awaited, so that neither is left alone with its failure.
    const [list, money] = await Promise.allSettled([this.store.refreshList(signal), account]);
    if (list.status === 'rejected') throw list.reason;
    // At most half of the budget goes into lists.
    this.listDueMs = now + Math.max(listEveryMs, 120_000 / this.budget.perMinute);
    this.watchSome();
    if (money.status === 'rejected') throw money.reason;
    // First paint: the list is told before the details are asked for.
    if (list.value === 'changed' || money.value === 'changed') this.changed.fire();
    return list.value === 'changed' ? list.value : money.value;
  }

  /** A key that may not read the account may still use its endpoints: only a refused key is a failure. */
  private async readAccount(reason: RefreshReason, signal: AbortSignal): Promise<'changed' | 'same'> {
    const { cloud, clock, kind } = this.options;
    const now = clock.now();
    if (kind === 'local' || (reason === 'timer' && now < this.accountDueMs)) return 'same';
    this.accountDueMs = now + accountEveryMs;
    try {
      const before = this.me;
      this.me = await cloud.account.myself(signal);
      this.session.noteSuccess(this.me);
      return isDeepStrictEqual(before, this.me) ? 'same' : 'changed';
    } catch (error) {
      const { kind: what } = explain(error);
      const isRefused = what === 'unauthorized' && (error as { status?: number }).status !== 403;
      if (isRefused || what === 'rate-limited' || what === 'cancelled') throw error;
      return 'same';
    }
  }

  /** The first endpoints and the opened ones are watched; true when there is one that was not before. */
  private watchSome(): boolean {
    const ids = (this.store.all ?? [])
      .map(({ endpoint }) => endpoint.id)
      .filter((id, index) => index < watchedUnasked || this.opened.has(id));
    for (const [id, watch] of this.watches) {
      if (ids.includes(id)) continue;
      watch.dispose();
      this.watches.delete(id);
    }
    const fresh = ids.filter(id => !this.watches.has(id));
    for (const id of fresh) this.watches.set(id, this.store.watch(id));
    return fresh.length > 0;
  }
}
