// What is known of the endpoints of all targets: a store per target, refreshed by the scheduler while the view is
// visible. A target that fails keeps what it showed, with the problem above it.
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { type Explanation, explain, isCancelled } from '../../base/errors';
import type { Target } from '../../flows/target';
import { EndpointsStore } from '../../state/endpointsStore';
import type { RefreshReason } from '../../state/refreshedView';
import type { RefreshScheduler } from '../../state/refreshScheduler';
import type { Targets } from '../targets/targets';
import type { EndpointsModel, TargetModel } from './endpointNodes';

const viewName = 'endpoints';
const pauseMs = { quick: 2_000, calm: 20_000 };
/** So many endpoints of an account have their workers counted without being opened. */
const watchedUnasked = 8;

interface Known {
  readonly target: Target;
  readonly store: EndpointsStore;
  readonly watches: Map<string, Disposable>;
  /** Endpoints that are opened in the tree. */
  readonly opened: Set<string>;
  problem: Explanation | undefined;
  balance: number | undefined;
}

export class Endpoints implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly known = new Map<Target, Known>();
  private readonly registration: Disposable;
  readonly onChange: Event<void> = this.changed.event;

  constructor(
    private readonly targets: Targets,
    private readonly scheduler: RefreshScheduler,
  ) {
    this.registration = scheduler.register(viewName, {
      work: (reason, signal) => this.read(reason, signal),
      pauseMs,
    });
  }

  get model(): EndpointsModel {
    const { all, local, runner } = this.targets;
    return {
      local: local ? 'running' : runner.isStarting ? 'starting' : 'stopped',
      targets: all.map(target => this.modelOf(target)),
    };
  }

  setVisible(isVisible: boolean): void {
    this.scheduler.setVisible(viewName, isVisible ? 'visible' : 'hidden');
  }

  /** Reads everything now, because somebody asked. */
  refresh(): Promise<void> {
    return this.scheduler.refresh(viewName, 'user');
  }

  /** Something of ours changed what is there. */
  touch(): void {
    void this.scheduler.refresh(viewName, 'changed');
  }

  /** Somebody opened an endpoint in the tree, or closed it. */
  setOpened(target: Target, endpointId: string, is: 'opened' | 'closed'): void {
    const known = this.known.get(target);
    if (is === 'closed') known?.opened.delete(endpointId);
    else if (known && !known.opened.has(endpointId)) {
      known.opened.add(endpointId);
      this.touch();
    }
  }

  dispose(): void {
    this.registration.dispose();
    for (const { store } of this.known.values()) store.dispose();
    this.changed.dispose();
  }

  private modelOf(target: Target): TargetModel {
    const known = this.known.get(target);
    return { target, endpoints: known?.store.all, problem: known?.problem, balance: known?.balance };
  }

  private async read(reason: RefreshReason, signal: AbortSignal): Promise<'changed' | 'same'> {
    await this.targets.refresh();
    this.forgetGone();
    const outcomes = await Promise.all(
      this.targets.all.map(target => this.readTarget(this.knownOf(target), reason, signal)),
    );
    const failed = outcomes.find(outcome => typeof outcome === 'object');
    const isChanged = outcomes.some(outcome => outcome !== 'same');
    if (isChanged) this.changed.fire();
    if (failed) throw failed.error;
    return isChanged ? 'changed' : 'same';
  }

  private async readTarget(
    known: Known,
    reason: RefreshReason,
    signal: AbortSignal,
  ): Promise<'changed' | 'same' | { readonly error: unknown }> {
    const had = known.problem !== undefined;
    try {
      const outcome = await known.store.refresh(signal);
      const isNew = this.watchSome(known) ? await known.store.refresh(signal) : 'same';
      known.problem = undefined;
      const isRich =
        reason !== 'timer' && known.target.kind === 'account' && (await this.readBalance(known, signal));
      return had || isRich || outcome === 'changed' || isNew === 'changed' ? 'changed' : 'same';
    } catch (error) {
      if (isCancelled(error)) return 'same';
      known.problem = explain(error);
      return { error };
    }
  }

  private async readBalance(known: Known, signal: AbortSignal): Promise<boolean> {
    const { clientBalance } = await known.target.cloud.account.myself(signal);
    const before = known.balance;
    known.balance = clientBalance ?? undefined;
    return before !== known.balance;
  }

  /** Keeps the details of the first endpoints, and of those that are opened, fresh; true when there is one that was not watched before. */
  private watchSome({ store, watches, opened }: Known): boolean {
    const all = (store.all ?? []).map(({ endpoint }) => endpoint.id);
    const ids = all.filter((id, index) => index < watchedUnasked || opened.has(id));
    for (const [id, watch] of watches) {
      if (ids.includes(id)) continue;
      watch.dispose();
      watches.delete(id);
    }
    const fresh = ids.filter(id => !watches.has(id));
    for (const id of fresh) watches.set(id, store.watch(id));
    return fresh.length > 0;
  }

  private knownOf(target: Target): Known {
    const known = this.known.get(target) ?? {
      target,
      store: new EndpointsStore(target.cloud),
      watches: new Map(),
      opened: new Set<string>(),
      problem: undefined,
      balance: undefined,
    };
    this.known.set(target, known);
    return known;
  }

  private forgetGone(): void {
    for (const [target, { store }] of this.known) {
      if (this.targets.all.includes(target)) continue;
      store.dispose();
      this.known.delete(target);
    }
  }
}
