// Local RunPod's planes and scheduler on a socket, with workers that are no processes: whoever started this drives them
// over the worker plane. It tells of every worker it "starts" and, when asked, what memory and CPU it has used.
import { systemClock } from '../../../src/base/clock';
import { silentLogger } from '../../../src/base/log';
import { createApp } from '../../../src/emulator/app';
import { jobLane } from '../../../src/emulator/lane/lane';
import { Platform } from '../../../src/emulator/platform';
import type { WorkerExit, WorkerRuntime } from '../../../src/emulator/ports';
import { listen } from '../../../src/emulator/server/listen';
import { Account } from '../../../src/emulator/store/account';
import type { ScaleMessage } from './scaleMessages';

const scaleKey = 'key-of-the-bench';
const send = (message: ScaleMessage) => process.send?.(message);

const runtime: WorkerRuntime = {
  name: 'process',
  accepts: () => true,
  prepare: async () => undefined,
  async start({ workerId, env }) {
    let end: (exit: WorkerExit) => void = () => undefined;
    const exited = new Promise<WorkerExit>(resolve => {
      end = resolve;
    });
    send({ kind: 'worker', workerId, token: env.RUNPOD_AI_API_KEY ?? '' });
    const stop = async () => end({ code: 0, signal: null });
    return { pid: undefined, exited, stop, memoryBytes: async () => undefined };
  },
};

async function main(): Promise<void> {
  const where = { origin: '' };
  const platform = new Platform({
    clock: systemClock,
    log: silentLogger,
    account: new Account(),
    runtimes: [runtime],
    origin: () => where.origin,
    settings: { workersQuota: 1_000 },
  });
  const lane = jobLane(platform, scaleKey);
  const { origin } = await listen(createApp(platform, scaleKey), { port: 0, ownsProcess: true, lane });
  where.origin = origin;
  process.on('message', () => {
    global.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    send({ kind: 'usage', heapBytes: heapUsed, residentBytes: rss, cpuMs: (user + system) / 1_000 });
  });
  process.once('disconnect', () => process.exit(0));
  send({ kind: 'listening', origin });
}

void main();
