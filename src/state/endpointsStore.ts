// The endpoints of one target by id. Tells exactly which of them changed, so that a tree redraws those and no
// others. Details are read only for endpoints that somebody looks at.
import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from '../api/cloud';
import { type Disposable, toDisposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Endpoint } from '../wire/endpoint';
import { type EndpointDetails, isMoving, type Look, looksSame, readDetails } from './endpointDetails';
import type { RequestBudget } from './requestBudget';

export interface EndpointState extends EndpointDetails {
  readonly endpoint: Endpoint;
}

export interface EndpointsChange {
  /** Endpoints came, went, or changed places. */
  readonly list: 'changed' | 'same';
  /** Endpoints whose own state changed. */
  readonly ids: readonly string[];
}

/** How often the list of workers takes the turn of the counters, which do not tell that one worker replaced another. */
const workersTurn = 4;

/** So many endpoints are read side by side: a burst would only be throttled. */
const readAtOnce = 3;

export class EndpointsStore implements Disposable {
  private states = new Map<string, EndpointState>();
  private loaded = false;
  private turn = 0;
  private readonly watched = new Map<string, number>();
  private readonly expected = new Set<string>();
  private readonly changed = new Emitter<EndpointsChange>();
  readonly onChange = this.changed.event;

  constructor(
    private readonly cloud: Cloud,
    private readonly budget: RequestBudget,
  ) {}

  /** In the order of the platform; undefined before the first successful read. */
  get all(): readonly EndpointState[] | undefined {
    return this.loaded ? [...this.states.values()] : undefined;
  }

  /** Something is under way on an endpoint that somebody looks at. */
  get isMoving(): boolean {
    return [...this.watched.keys()].some(id => isMoving(this.states.get(id) ?? {}));
  }

  get(id: string): EndpointState | undefined {
    return this.states.get(id);
  }

  /** Somebody looks at this endpoint: its details are kept fresh until they look away. */
  watch(id: string): Disposable {
    this.watched.set(id, (this.watched.get(id) ?? 0) + 1);
    return toDisposable(() => {
      const left = (this.watched.get(id) ?? 1) - 1;
      if (left > 0) this.watched.set(id, left);
      else this.watched.delete(id);
    });
  }

  /** We changed something about this endpoint: it is read whole the next time, whatever a glance would tell. */
  expectChange(id: string): void {
    this.expected.add(id);
  }

  /** Reads the list alone. Throws what made it fail; what was known stays. */
  async refreshList(signal: AbortSignal): Promise<'changed' | 'same'> {
    this.budget.count();
    const endpoints = await this.cloud.endpoints.list(signal);
    const next = endpoints.map(endpoint => ({ ...this.states.get(endpoint.id), endpoint }));
    return this.take(new Map(next.map(state => [state.endpoint.id, state])), 'loaded');
  }

  /**
   * Reads the details of watched endpoints: one request each while nothing changed. When somebody `asked`, at the
   * counters, which tell most, with the lists of workers next.
   */
  async refreshDetails(mode: 'glance' | 'asked', signal: AbortSignal): Promise<'changed' | 'same'> {
    this.turn++;
    const look: Look = this.turn % workersTurn === 0 ? 'workers' : 'counters';
    const ids = [...this.watched.keys()].filter(id => this.states.has(id));
    if (mode === 'asked') this.turn = look === 'counters' ? workersTurn - 1 : 0;
    const fresh = new Map<string, EndpointDetails>();
    const rest = ids.values();
    const readOn = async () => {
      for (const id of rest)
        fresh.set(id, await this.detailsOf(id, this.expected.delete(id) ? 'all' : look, signal));
    };
    await Promise.all(Array.from({ length: readAtOnce }, readOn));
    // The list may have been read anew meanwhile.
    const next = [...this.states].map(
      ([id, state]) => [id, { ...state, ...fresh.get(id), endpoint: state.endpoint }] as const,
    );
    return this.take(new Map(next), this.loaded ? 'loaded' : 'partial');
  }

  dispose(): void {
    this.changed.dispose();
    this.states.clear();
  }

  private detailsOf(id: string, look: Look, signal: AbortSignal): Promise<EndpointDetails> {
    const { endpoint: _endpoint, ...before } = this.states.get(id) ?? { endpoint: undefined };
    return readDetails(this.cloud, { id, before, look, budget: this.budget }, signal);
  }

  private take(next: Map<string, EndpointState>, extent: 'loaded' | 'partial'): 'changed' | 'same' {
    const before = this.states;
    const first = extent === 'loaded' && !this.loaded;
    this.states = next;
    this.loaded ||= extent === 'loaded';
    const ids = [...next.values()]
      .filter(state => {
        const known = before.get(state.endpoint.id);
        return known !== undefined && known !== state && !isSame(known, state);
      })
      .map(state => state.endpoint.id);
    const listChanged = first || !isDeepStrictEqual([...before.keys()], [...next.keys()]);
    if (!listChanged && ids.length === 0) return 'same';
    this.changed.fire({ list: listChanged ? 'changed' : 'same', ids });
    return 'changed';
  }
}

function isSame(a: EndpointState, b: EndpointState): boolean {
  return isDeepStrictEqual(a.endpoint, b.endpoint) && looksSame(a, b);
}
