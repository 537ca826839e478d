// The doctor's word on every endpoint that has trouble, for the trees: at once from what is known, then from a closer look
// with logs, again while the trouble lasts. An endpoint without trouble is left alone and costs nothing.
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore, Slot } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import type { Verdict } from '../../doctor/verdict';
import type { Target } from '../../flows/target';
import type { EndpointState } from '../../state/endpointsStore';

/** How long a verdict stands before it is asked for again; an account has a quota. */
const freshMs = { local: 4_000, account: 60_000 };
const checkEveryMs = 2_000;

export interface Watched {
  readonly target: Target;
  readonly state: EndpointState;
}

export interface VerdictsOptions {
  readonly clock: Clock;
  /** Looks closely; undefined when it may not ask now. Never throws. */
  readonly look: (watched: Watched, signal: AbortSignal) => Promise<Verdict | undefined>;
  /** The pure part, loaded when the first endpoint has trouble. */
  readonly glance: () => Promise<typeof import('../../flows/glance')>;
}

interface Known {
  readonly trouble: string;
  readonly watched: Watched;
  verdict: Verdict;
  /** When it may be looked at again, in ms. */
  dueMs: number;
}

export class Verdicts implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly known = new Map<string, Known>();
  private readonly timer = new Slot<Disposable>();
  private readonly held = new DisposableStore();
  private readonly stop = new AbortController();
  private readonly looking = new Set<string>();
  private isVisible = false;
  /** A verdict came, changed or went. */
  readonly onChange: Event<void> = this.changed.event;

  constructor(private readonly options: VerdictsOptions) {
    this.held.add(this.timer);
    this.held.add(this.changed);
  }

  of(target: string, endpointId: string): Verdict | undefined {
    return this.known.get(keyOf(target, endpointId))?.verdict;
  }

  /** How many endpoints are sick. */
  get sick(): number {
    return [...this.known.values()].filter(({ verdict }) => verdict.state === 'sick').length;
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    this.wind();
  }

  /** What is known of all endpoints now. */
  async consider(all: readonly Watched[]): Promise<void> {
    const isNews = this.forgetMissing(all);
    if (all.length === 0 && !isNews) return;
    const { troubleOf, verdictAtAGlance } = await this.options.glance();
    let changed = isNews;
    for (const watched of all) {
      const key = keyOf(watched.target.name, watched.state.endpoint.id);
      const trouble = troubleOf(watched.state);
      if (trouble === undefined) {
        changed = this.known.delete(key) || changed;
      } else if (this.known.get(key)?.trouble !== trouble) {
        const now = this.options.clock.now();
        const before = this.known.get(key);
        const glance = verdictAtAGlance(watched.state, now);
        // What a closer look found stands until the next one: a glance knows less.
        const verdict = before && glance.state !== 'waiting' ? before.verdict : glance;
        this.known.set(key, { trouble, watched, verdict, dueMs: now });
        changed = true;
      }
    }
    if (changed) this.changed.fire();
    this.wind();
    this.lookAgain();
  }

  dispose(): void {
    this.stop.abort();
    this.held.dispose();
  }

  private forgetMissing(all: readonly Watched[]): boolean {
    const here = new Set(all.map(({ target, state }) => keyOf(target.name, state.endpoint.id)));
    const gone = [...this.known.keys()].filter(key => !here.has(key));
    for (const key of gone) this.known.delete(key);
    return gone.length > 0;
  }

  private wind(): void {
    const isNeeded = this.isVisible && this.known.size > 0;
    if (!isNeeded) this.timer.set(undefined);
    else if (!this.timer.value)
      this.timer.set(this.options.clock.every(checkEveryMs, () => this.lookAgain()));
  }

  private lookAgain(): void {
    if (!this.isVisible) return;
    const now = this.options.clock.now();
    for (const [key, known] of this.known) {
      if (now >= known.dueMs && !this.looking.has(key)) void this.look(key, known);
    }
  }

  private async look(key: string, known: Known): Promise<void> {
    this.looking.add(key);
    const { watched } = known;
    known.dueMs = this.options.clock.now() + freshMs[watched.target.kind];
    const verdict = await this.options.look(watched, this.stop.signal);
    this.looking.delete(key);
    // Trouble that is over has no verdict.
    const now = this.known.get(key);
    if (!verdict || !now || verdict.state === 'healthy') return;
    const isSame = JSON.stringify(now.verdict) === JSON.stringify(verdict);
    now.verdict = verdict;
    if (!isSame) this.changed.fire();
  }
}

function keyOf(target: string, endpointId: string): string {
  return `${target}/${endpointId}`;
}
