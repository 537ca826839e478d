// FlashBoot: a worker that has nothing to do is not ended but frozen, with all that it loaded, and the next start of its
// release wakes it. What is kept is bounded in number and time: frozen workers hold their memory.
import type { Clock } from '../../base/clock';
import type { Settings } from '../settings';
import type { Lifecycle } from './lifecycle';
import type { LocalWorker } from './worker';

/** A worker of a fleet. */
export interface Member {
  readonly worker: LocalWorker;
  readonly life: Lifecycle;
  /** Resolves when it is gone. */
  readonly done: Promise<void>;
}

interface Sleeper {
  readonly member: Member;
  readonly since: number;
}

export class Asleep {
  private readonly sleepers = new Map<string, Sleeper>();

  constructor(
    private readonly clock: Clock,
    private readonly settings: Pick<Settings, 'flashKeepMs' | 'flashKept'>,
  ) {}

  get members(): readonly Member[] {
    return [...this.sleepers.values()].map(({ member }) => member);
  }

  get(workerId: string): Member | undefined {
    return this.sleepers.get(workerId)?.member;
  }

  /** Freezes a worker; false where its runtime cannot. */
  freeze(member: Member): boolean {
    if (!member.life.freeze()) return false;
    this.sleepers.set(member.worker.id, { member, since: this.clock.now() });
    return true;
  }

  /** Wakes the one of this release that was frozen last. */
  wake(version: number): Member | undefined {
    const usable = this.members.filter(
      ({ worker }) => worker.version === version && worker.phase === 'frozen',
    );
    const member = usable.at(-1);
    if (!member) return undefined;
    this.sleepers.delete(member.worker.id);
    member.life.thaw();
    return member;
  }

  delete(workerId: string): void {
    this.sleepers.delete(workerId);
  }

  /** Those that are no use any more: too many, too old, of another release, or dead. `version` is undefined without FlashBoot. */
  useless(version: number | undefined): readonly Member[] {
    const all = [...this.sleepers.values()];
    const { flashKept, flashKeepMs } = this.settings;
    return all
      .filter(({ member: { worker }, since }, at) => {
        const isOld = this.clock.now() - since >= flashKeepMs;
        const isSurplus = at < all.length - flashKept;
        return isOld || isSurplus || worker.version !== version || worker.phase !== 'frozen';
      })
      .map(({ member }) => member);
  }
}
