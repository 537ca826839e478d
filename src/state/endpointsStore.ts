// The endpoints of one target by id. Tells exactly which of them changed, so that a tree redraws those and no
// others. Details are read only for endpoints that somebody looks at.
import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from '../api/cloud';
import { type Disposable, toDisposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Endpoint } from '../wire/endpoint';
import { type EndpointDetails, readDetails } from './endpointDetails';

export interface EndpointState extends EndpointDetails {
  readonly endpoint: Endpoint;
}

export interface EndpointsChange {
  /** Endpoints came, went, or changed places. */
  readonly list: 'changed' | 'same';
  /** Endpoints whose own state changed. */
  readonly ids: readonly string[];
}

export class EndpointsStore implements Disposable {
  private states = new Map<string, EndpointState>();
  private loaded = false;
  private readonly watched = new Map<string, number>();
  private readonly changed = new Emitter<EndpointsChange>();
  readonly onChange = this.changed.event;

  constructor(private readonly cloud: Cloud) {}

  /** In the order of the platform; undefined before the first successful read. */
  get all(): readonly EndpointState[] | undefined {
    return this.loaded ? [...this.states.values()] : undefined;
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

  /** Reads the list, and the details of watched endpoints. Throws what made it fail; what was known stays. */
  async refresh(signal: AbortSignal): Promise<'changed' | 'same'> {
    const endpoints = await this.cloud.endpoints.list(signal);
    const next = await Promise.all(endpoints.map(endpoint => this.stateOf(endpoint, signal)));
    return this.take(new Map(next.map(state => [state.endpoint.id, state])));
  }

  /** Reads one endpoint alone: after a command that changed it, or when it is opened in the tree. */
  async refreshOne(id: string, signal: AbortSignal): Promise<'changed' | 'same'> {
    const endpoint = await this.cloud.endpoints.get(id, signal);
    const state = { endpoint, ...(await readDetails(this.cloud, id, this.states.get(id) ?? {}, signal)) };
    return this.take(new Map([...this.states, [id, state]]), this.loaded ? 'loaded' : 'partial');
  }

  dispose(): void {
    this.changed.dispose();
    this.states.clear();
  }

  private async stateOf(endpoint: Endpoint, signal: AbortSignal): Promise<EndpointState> {
    const before: EndpointDetails = this.states.get(endpoint.id) ?? {};
    if (!this.watched.has(endpoint.id)) return { ...before, endpoint };
    return { endpoint, ...(await readDetails(this.cloud, endpoint.id, before, signal)) };
  }

  private take(
    next: Map<string, EndpointState>,
    extent: 'loaded' | 'partial' = 'loaded',
  ): 'changed' | 'same' {
    const before = this.states;
    const first = extent === 'loaded' && !this.loaded;
    this.states = next;
    this.loaded ||= extent === 'loaded';
    const ids = [...next.values()]
      .filter(
        state => before.has(state.endpoint.id) && !isDeepStrictEqual(state, before.get(state.endpoint.id)),
      )
      .map(state => state.endpoint.id);
    const listChanged = first || !isDeepStrictEqual([...before.keys()], [...next.keys()]);
    if (!listChanged && ids.length === 0) return 'same';
    this.changed.fire({ list: listChanged ? 'changed' : 'same', ids });
    return 'changed';
  }
}
