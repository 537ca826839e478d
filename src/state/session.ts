// How we stand with one target, as a union: views and commands ask this instead of guessing from errors.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { type Explanation, explain, isAppError, isCancelled } from '../base/errors';
import type { Myself } from '../wire/graphql';

export type Session =
  | { readonly kind: 'signedOut'; readonly reason?: Explanation }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly myself: Myself }
  | { readonly kind: 'offline'; readonly reason: Explanation }
  | { readonly kind: 'rateLimited'; readonly untilMs: number };

export class SessionStore implements Disposable {
  private state: Session = { kind: 'signedOut' };
  private myself: Myself | undefined;
  private cloud: Cloud | undefined;
  private readonly changed = new Emitter<Session>();
  readonly onChange = this.changed.event;

  constructor(private readonly clock: Clock) {}

  get current(): Session {
    return this.state;
  }

  /** Asks who we are. Never throws: the answer is the state. */
  async connect(cloud: Cloud, signal?: AbortSignal): Promise<Session> {
    this.cloud = cloud;
    this.set({ kind: 'connecting' });
    try {
      const myself = await cloud.account.myself(signal);
      // The person may have switched meanwhile; a late answer is not about what they see.
      if (this.cloud === cloud) this.noteSuccess(myself);
    } catch (error) {
      if (this.cloud === cloud) this.noteFailure(error);
    }
    return this.state;
  }

  signOut(): void {
    this.cloud = undefined;
    this.myself = undefined;
    this.set({ kind: 'signedOut' });
  }

  /** Something was answered, so we are not offline. */
  noteSuccess(myself = this.myself): void {
    if (!myself) return;
    const same = this.state.kind === 'ready' && this.myself === myself;
    this.myself = myself;
    if (!same) this.set({ kind: 'ready', myself });
  }

  /** What a failure says about the session; failures that concern one thing only say nothing. */
  noteFailure(error: unknown): void {
    if (isCancelled(error)) {
      if (this.state.kind === 'connecting') this.set({ kind: 'signedOut' });
      return;
    }
    if (isAppError(error, 'unauthorized') && error.status !== 403) {
      this.set({ kind: 'signedOut', reason: explain(error) });
    } else if (isAppError(error, 'rate-limited')) {
      this.set({ kind: 'rateLimited', untilMs: this.clock.now() + (error.retryAfterMs ?? 0) });
    } else if (this.state.kind === 'connecting' || isUnreachable(error)) {
      this.set({ kind: 'offline', reason: explain(error) });
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private set(next: Session): void {
    this.state = next;
    this.changed.fire(next);
  }
}

/** No answer at all, or a gateway's in place of the platform's. */
function isUnreachable(error: unknown): boolean {
  return isAppError(error, 'remote', 'timeout') && (error.status === undefined || error.status >= 502);
}
