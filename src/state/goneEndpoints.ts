// Endpoints that were here and answer no more: seen in a list of this session, or deployed from this machine before.
// What somebody deleted or dismissed is forgotten.
import type { Endpoint } from '../wire/endpoint';

export interface GoneEndpoint {
  readonly id: string;
  readonly name: string;
}

export class GoneEndpoints {
  private readonly names = new Map<string, string>();
  private readonly dismissed = new Set<string>();

  /** Names that somebody remembers from before. */
  remember(known: readonly GoneEndpoint[]): void {
    for (const { id, name } of known) if (!this.names.has(id)) this.names.set(id, name);
  }

  forget(id: string): void {
    this.dismissed.add(id);
  }

  /** Those that are not in the list; the list itself is remembered. */
  missingFrom(endpoints: readonly Endpoint[]): readonly GoneEndpoint[] {
    const here = new Set(endpoints.map(({ id }) => id));
    for (const { id, name } of endpoints) this.names.set(id, name);
    return [...this.names].flatMap(([id, name]) =>
      here.has(id) || this.dismissed.has(id) ? [] : [{ id, name }],
    );
  }
}
