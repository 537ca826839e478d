// Workers that print as fast as asked over a source that cuts every connection, and a log session that must have every
// line once. Counted at the source: each line carries its number, every tenth is the same text as the tenth before.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud } from '../../src/api/createCloud';
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/log';
import { LogSession } from '../../src/editor/logs/logSession';
import type { EndpointSubject } from '../../src/editor/subject';
import { localTarget } from '../../src/flows/target';
import { ScriptedLocal } from './scriptedLocal';

export interface SoakPlan {
  readonly workers: number;
  readonly linesPerSecond: number;
  readonly seconds: number;
  readonly cutEveryMs: number;
  readonly onSecond?: (second: number, counts: { readonly printed: number; readonly shown: number }) => void;
}

export interface SoakResult {
  readonly printed: number;
  /** More than was planned when the reader did not keep up, and the source waited for it. */
  readonly printedInSeconds: number;
  readonly shown: number;
  /** Until the last of them. */
  readonly shownInSeconds: number;
  readonly lost: number;
  readonly doubled: number;
  readonly gaps: number;
  /** How often a connection was made anew. */
  readonly reconnects: number;
}

const sliceMs = 50;
/** A machine too busy to read gets no more than this at once: what is tested is the reader, not the machine. */
const mostAhead = 8_000;
const sameText = 'tick';

/** What a worker printed, in order, against what was shown of it. */
class Ledger {
  printed = 0;
  shown = 0;
  lost = 0;
  doubled = 0;

  next(): string {
    const number = this.printed++;
    return number % 10 === 9 ? sameText : `step ${number} of the epoch, loss 0.${number % 1000}`;
  }

  check(text: string): void {
    const number = text === sameText ? this.shown : Number(/^step (\d+) /.exec(text)?.[1]);
    const isTick = text === sameText;
    if (isTick ? this.shown % 10 === 9 : number === this.shown) this.shown++;
    else if (isTick || number < this.shown) this.doubled++;
    else {
      this.lost += number - this.shown;
      this.shown = number + 1;
    }
  }
}

export async function soak(plan: SoakPlan): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), 'log-soak-'));
  const local = new ScriptedLocal({
    logLinesPerSecond: Number.MAX_SAFE_INTEGER,
    logLinesKept: 20_000,
    logQuirks: { resetAfterMs: plan.cutEveryMs, sameStamps: true, vanishAfterMs: undefined },
  });
  await local.start();
  const { id: endpointId, processes } = await local.endpoint('soak', plan.workers);
  const clock = systemClock;
  const connect = (where: { urls: Parameters<typeof createCloud>[0]['urls']; key: string }) =>
    createCloud({ ...where, clock, log: silentLogger, userAgent: 'soak' });
  const target = localTarget(local.info, connect);
  let reconnects = 0;
  const { logs } = target.cloud;
  const counted = {
    ...target.cloud,
    logs: {
      stream: (...request: Parameters<typeof logs.stream>) => {
        reconnects++;
        return logs.stream(...request);
      },
    },
  };
  const subject: EndpointSubject = { target: { ...target, cloud: counted }, endpointId, name: 'soak' };
  const session = new LogSession(subject, {
    clock,
    folder: async () => folder,
    secrets: () => [],
    maxRows: 100_000,
  });
  const ledgers = new Map(processes.map(one => [one.spec.workerId, new Ledger()]));
  const sum = (pick: (ledger: Ledger) => number) =>
    [...ledgers.values()].reduce((total, one) => total + pick(one), 0);
  let seen = 0;
  let gaps = 0;
  session.onChange(() => {
    for (; seen < session.store.end; seen++) {
      const row = session.store.row(seen);
      if (row?.kind === 'gap') gaps++;
      else if (row?.kind === 'container') ledgers.get(row.workerId)?.check(row.text);
    }
  });
  const running = session.run();
  // A first connection gets the last 5,000 lines: what is counted begins when all are connected.
  const connected = `Following ${plan.workers} workers`;
  while (session.status.stateText !== connected) {
    for (const one of processes) one.write('system', 'start container scripted: begin');
    await clock.sleep(100);
  }
  const startMs = clock.now();
  let printedMs = 0;
  let shownMs = 0;
  const due = () => Math.min((clock.now() - startMs) / 1000, plan.seconds) * plan.linesPerSecond;
  try {
    for (let second = 0; sum(one => one.printed) < plan.workers * plan.linesPerSecond * plan.seconds; ) {
      for (const one of processes) {
        const ledger = ledgers.get(one.spec.workerId);
        while (ledger && ledger.printed < due() && ledger.printed - ledger.shown < mostAhead)
          one.write('container', ledger.next());
      }
      await clock.sleep(sliceMs);
      const now = Math.floor((clock.now() - startMs) / 1000);
      if (now > second)
        plan.onSecond?.(now, { printed: sum(one => one.printed), shown: sum(one => one.shown) });
      second = now;
    }
    printedMs = clock.now() - startMs;
    const deadline = clock.now() + 30_000;
    while (sum(one => one.shown) < sum(one => one.printed) && clock.now() < deadline) await clock.sleep(100);
    shownMs = clock.now() - startMs;
    // What would come twice has its time to come.
    await clock.sleep(plan.cutEveryMs + 1_500);
  } finally {
    session.dispose();
    await running;
    await local.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const [printed, shown] = [sum(one => one.printed), sum(one => one.shown)];
  const lost = sum(one => one.lost) + printed - shown;
  return {
    printed,
    printedInSeconds: printedMs / 1000,
    shown,
    shownInSeconds: shownMs / 1000,
    lost,
    doubled: sum(one => one.doubled),
    gaps,
    reconnects: reconnects - plan.workers,
  };
}
