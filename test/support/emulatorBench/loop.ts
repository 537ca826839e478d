// Keeps as many jobs in flight as the worker has room for, and says for each how long it was in the server's hands: from
// when both the job and the worker's request for one were sent until its bytes were with the worker, and from the worker's
// sending the result until its bytes were with the caller. All stamps are taken at the sockets. In: the server's work, the
// kernel's, and four wakings of a sleeping process (server, worker, server, caller). Out: what the caller's and the
// worker's HTTP libraries make of the bytes, and the SDK's own pause between two jobs.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Called, Caller, nowMs } from './caller';
import type { Side } from './sides';

const stampsSettleMs = 500;

export interface LoopResult {
  readonly jobs: number;
  readonly jobsPerSecond: number;
  /** ms, one per job: the server's part of submit → result. */
  readonly added: readonly number[];
  /** Of those, until the worker had the job. */
  readonly handing: readonly number[];
  /** ms, one per job: from the submission until the SDK asked for a job. */
  readonly waitedForSdk: readonly number[];
}

/** The first job, which waits for the worker to start, is not counted. */
export async function runLoop(side: Side, concurrency: number, seconds: number): Promise<LoopResult> {
  const callers = await Promise.all(Array.from({ length: concurrency }, () => Caller.open(side)));
  const call = (caller: Caller) => caller.call({ seconds: (10 + Math.random() * 890) / 1_000 });
  for (const caller of callers.slice(0, 1)) await call(caller);
  await Promise.all(callers.map(call));
  const began = nowMs();
  const done: Called[] = [];
  const oneAfterAnother = async (caller: Caller) => {
    while (nowMs() - began < seconds * 1_000) done.push(await call(caller));
  };
  await Promise.all(callers.map(oneAfterAnother));
  for (const caller of callers) caller.close();
  const lastAnswer = Math.max(...done.map(({ answered }) => answered));
  // The worker notes a post when it was answered, which is after our answer.
  await sleep(stampsSettleMs);
  const stamps = readStamps(side.stamps);
  const parts = done.map(called => partsOf(called, stamps.get(called.id) ?? {}));
  return {
    jobs: done.length,
    jobsPerSecond: done.length / ((lastAnswer - began) / 1_000),
    added: parts.map(({ handing, returning }) => handing + returning),
    handing: parts.map(({ handing }) => handing),
    waitedForSdk: parts.map(({ waited }) => waited),
  };
}

type Stamps = Partial<Record<'asked' | 'taken' | 'posted', number>>;

function partsOf({ id, submitted, answered }: Called, { asked, taken, posted }: Stamps) {
  if (asked === undefined || taken === undefined || posted === undefined)
    throw new Error(`${id} has no stamps.`);
  const bothThere = Math.max(asked, submitted);
  return { handing: taken - bothThere, returning: answered - posted, waited: bothThere - submitted };
}

function readStamps(file: string): Map<string, Stamps> {
  const byId = new Map<string, Stamps>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { id, ...times } = JSON.parse(line) as { id: string } & Record<string, number>;
    const inMs = Object.fromEntries(Object.entries(times).map(([name, ns]) => [name, ns / 1e6]));
    byId.set(id, { ...byId.get(id), ...inMs });
  }
  return byId;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
