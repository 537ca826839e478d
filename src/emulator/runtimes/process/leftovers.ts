// Processes of workers, written down while they live, so that the next start can end what a killed Local RunPod left
// behind. A process is ended only when its own environment names the worker: a reused pid is somebody else's.
import { readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Clock } from '../../../base/clock';
import { writeAtomically } from '../../store/account';
import { groupMembers, signalGroup } from './group';

const fileSchema = z.array(z.object({ pid: z.int().positive(), workerId: z.string() }));
type Entry = z.infer<typeof fileSchema>[number];

export class Leftovers {
  private readonly entries = new Map<number, Entry>();

  constructor(
    private readonly path: string,
    private readonly clock: Clock,
  ) {}

  add(pid: number, workerId: string): void {
    this.entries.set(pid, { pid, workerId });
    this.save();
  }

  remove(pid: number): void {
    if (this.entries.delete(pid)) this.save();
  }

  /** Ends what the last run left behind; returns how many workers that were. */
  async clear(): Promise<number> {
    const found = await Promise.all(readEntries(this.path).map(entry => endLeftover(entry, this.clock)));
    rmSync(this.path, { force: true });
    return found.filter(Boolean).length;
  }

  private save(): void {
    writeAtomically(this.path, JSON.stringify([...this.entries.values()]));
  }
}

function readEntries(path: string): readonly Entry[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return [];
  }
}

const endTimeoutMs = 5_000;
const endPollMs = 50;

/** Resolves when the group is gone. */
async function endLeftover({ pid, workerId }: Entry, clock: Clock): Promise<boolean> {
  // The leader may be gone while the heartbeat process lives on in its group.
  const members = await groupMembers(pid);
  const ours = await Promise.all(members.map(member => belongsTo(member, workerId)));
  if (!ours.some(Boolean)) return false;
  signalGroup(pid, 'SIGKILL');
  const deadline = clock.now() + endTimeoutMs;
  while (clock.now() < deadline && (await groupMembers(pid)).length > 0) await clock.sleep(endPollMs);
  return true;
}

async function belongsTo(pid: number, workerId: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`RUNPOD_POD_ID=${workerId}`);
}
