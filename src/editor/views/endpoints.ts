// What is known of the endpoints of all targets: one state per target, refreshed by the scheduler while the view is
// visible. A target that fails keeps what it showed, with the problem above it, and does not hold up the others.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { isAppError } from '../../base/errors';
import type { Target } from '../../flows/target';
import type { GoneEndpoint } from '../../state/goneEndpoints';
import type { RefreshReason } from '../../state/refreshedView';
import type { RefreshScheduler } from '../../state/refreshScheduler';
import { TargetState } from '../../state/targetState';
import type { LocalFaults } from '../../wire/localFaults';
import type { EndpointSubject } from '../subject';
import type { Targets } from '../targets/targets';
import type { EndpointsModel, TargetModel } from './targetNodes';

const viewName = 'endpoints';
const pauseMs = { quick: 2_000, calm: 30_000 };

export interface EndpointsOptions {
  readonly targets: Targets;
  readonly scheduler: RefreshScheduler;
  readonly clock: Clock;
  /** Endpoints that were deployed from here to a target, by its name. */
  readonly deployed: (target: string) => Promise<readonly GoneEndpoint[]>;
}

export class Endpoints implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly known = new Map<Target, TargetState>();
  private readonly registration: Disposable;
  private faults: LocalFaults | undefined;
  readonly onChange: Event<void> = this.changed.event;

  constructor(private readonly options: EndpointsOptions) {
    this.registration = options.scheduler.register(viewName, {
      work: (reason, signal) => this.read(reason, signal),
      pauseMs,
    });
  }

  get model(): EndpointsModel {
    const { all, local, runner, inUse } = this.options.targets;
    return {
      local: local ? 'running' : runner.isStarting ? 'starting' : 'stopped',
      targets: all.map(target => this.modelOf(target, all.length > 1 && target === inUse)),
    };
  }

  /** What is known of a target; undefined before it was first read. */
  stateOf(target: Target): TargetState | undefined {
    return this.known.get(target);
  }

  setVisible(isVisible: boolean): void {
    this.options.scheduler.setVisible(viewName, isVisible ? 'visible' : 'hidden');
  }

  /** Reads everything now, because somebody asked. */
  refresh(): Promise<void> {
    return this.options.scheduler.refresh(viewName, 'user');
  }

  /** Something of ours changed what is there; with a subject, it was that endpoint. */
  touch(subject?: Pick<EndpointSubject, 'target' | 'endpointId'>): void {
    if (subject) this.known.get(subject.target)?.expectChange(subject.endpointId);
    void this.options.scheduler.refresh(viewName, 'changed');
  }

  /** Somebody opened an endpoint in the tree, or closed it. */
  setOpened(target: Target, endpointId: string, is: 'opened' | 'closed'): void {
    if (this.known.get(target)?.setOpened(endpointId, is)) this.touch();
  }

  /** An endpoint that is gone is not missed any more. */
  forget(endpointId: string): void {
    for (const state of this.known.values()) state.former.forget(endpointId);
    this.changed.fire();
  }

  dispose(): void {
    this.registration.dispose();
    for (const state of this.known.values()) state.dispose();
    this.changed.dispose();
  }

  private modelOf(target: Target, isInUse: boolean): TargetModel {
    const state = this.known.get(target);
    return {
      target,
      isInUse,
      endpoints: state?.store.all,
      problem: state?.problem,
      session: state?.session.current,
      myself: state?.myself,
      gone: state?.gone,
      faults: target.kind === 'local' ? this.faults : undefined,
    };
  }

  private async read(reason: RefreshReason, signal: AbortSignal): Promise<'changed' | 'same'> {
    const { targets } = this.options;
    await targets.refresh();
    this.forgetGone();
    const broken = this.readFaults(signal);
    const reads = targets.all.map(target => this.knownOf(target).read(reason, signal));
    const outcomes = await Promise.allSettled(reads);
    const errors = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
    // One target that is down must not slow down the others; all of them down, or a request to slow down, must.
    const slow = errors.find(error => isAppError(error, 'rate-limited'));
    if (slow ?? (errors.length > 0 && errors.length === outcomes.length)) throw slow ?? errors[0];
    const isNews =
      (await broken) === 'changed' ||
      outcomes.some(outcome => outcome.status === 'fulfilled' && outcome.value === 'changed');
    return isNews ? 'changed' : 'same';
  }

  /** What is broken on purpose; an older Local RunPod that does not know of it has nothing broken. */
  private async readFaults(signal: AbortSignal): Promise<'changed' | 'same'> {
    const { local, runner } = this.options.targets;
    const before = JSON.stringify(this.faults);
    const read = async () => (await runner.faults()).all(signal);
    this.faults = local ? await read().catch(() => undefined) : undefined;
    if (JSON.stringify(this.faults) === before) return 'same';
    this.changed.fire();
    return 'changed';
  }

  private knownOf(target: Target): TargetState {
    const known = this.known.get(target);
    if (known) return known;
    const { cloud, kind } = target;
    const state = new TargetState({ cloud, kind, clock: this.options.clock });
    state.onChange(() => this.changed.fire());
    this.known.set(target, state);
    if (kind === 'account') void this.rememberDeployed(target.name, state);
    return state;
  }

  /** What this machine deployed there before; a journal that cannot be read is none. */
  private async rememberDeployed(name: string, { former }: TargetState): Promise<void> {
    former.remember(await this.options.deployed(name).catch(() => []));
  }

  private forgetGone(): void {
    for (const [target, state] of this.known) {
      if (this.options.targets.all.includes(target)) continue;
      state.dispose();
      this.known.delete(target);
    }
  }
}
