// What a job costs on RunPod, from the listed price of a GPU: an estimate that says what it rests on.
import type { Cloud } from '../api/cloud';
import { duration } from '../base/words';
import type { Cost } from '../protocol/jobConsole';

export interface BilledTime {
  /** ms; undefined where it is not known. */
  readonly runMs: number | undefined;
  readonly coldStartMs: number | undefined;
}

/** Undefined where there is no GPU, no price, or nothing was run. */
export async function jobCost(
  cloud: Cloud,
  endpointId: string,
  { runMs, coldStartMs = 0 }: BilledTime,
  signal?: AbortSignal,
): Promise<Cost | undefined> {
  if (runMs === undefined) return undefined;
  const [endpoint, pools] = await Promise.all([
    cloud.endpoints.get(endpointId, signal),
    cloud.catalog.gpuPools(signal),
  ]);
  const first = endpoint.gpu?.pools[0];
  const price = pools.find(({ id }) => id === first)?.pricePerHour;
  if (first === undefined || !price) return undefined;
  const gpus = endpoint.gpu?.count ?? 1;
  const hours = (runMs + coldStartMs) / 3_600_000;
  const cold = coldStartMs > 0 ? ` and ${duration(coldStartMs)} of cold start` : '';
  return {
    amount: dollars(hours * price * gpus),
    assumption: `${duration(runMs)} of run${cold} on ${gpus} × ${first}, the endpoint's first choice, at the listed $${price.toFixed(2)} an hour. The idle time after the job is billed too and not in it.`,
  };
}

/** For a job of Local RunPod, which costs nothing: what the same would cost there. */
export function onRunPod({ amount, assumption }: Cost): Cost {
  return {
    amount: `${amount} on RunPod`,
    assumption: `It cost nothing here; there it would, if it took as long: ${assumption}`,
  };
}

/** Two figures that count, however small it is. */
export function dollars(amount: number): string {
  if (amount >= 0.1) return `$${amount.toFixed(2)}`;
  if (amount === 0) return '$0';
  return `$${amount.toFixed(Math.min(12, 1 - Math.floor(Math.log10(amount))))}`;
}
