// The faults in force. Kept in memory: a new start of Local RunPod is well.
import type { EndpointFaults, LocalFaults } from '../../wire/localFaults';

/** Play money: nothing here costs, but a client wants to see a number. */
const playBalance = 100;
const well: EndpointFaults = {};

export class Faults {
  private readonly endpoints = new Map<string, EndpointFaults>();
  private money: number | undefined;

  of(endpointId: string): EndpointFaults {
    return this.endpoints.get(endpointId) ?? well;
  }

  /** Replaces what is wrong with an endpoint. */
  set(endpointId: string, faults: EndpointFaults): void {
    if (Object.keys(faults).length === 0) this.endpoints.delete(endpointId);
    else this.endpoints.set(endpointId, faults);
  }

  /** USD. */
  get balance(): number {
    return this.money ?? playBalance;
  }

  setBalance(usd: number | undefined): void {
    this.money = usd;
  }

  clear(): void {
    this.endpoints.clear();
    this.money = undefined;
  }

  all(): LocalFaults {
    return {
      ...(this.money !== undefined && { balance: this.money }),
      endpoints: Object.fromEntries(this.endpoints),
    };
  }
}
