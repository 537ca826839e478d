// Stops the Local RunPod that a test started through the product: it is a process of its own that outlives VS Code
// on purpose, and is found by the file it leaves in its state folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localRunPodSchema } from '../../src/wire/localRunPod';

export async function stopLocalRunPodOf(stateFolder: string, graceMs = 10_000): Promise<void> {
  const file = join(stateFolder, 'local-runpod.json');
  if (!existsSync(file)) return;
  const { pid } = localRunPodSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const deadline = Date.now() + graceMs;
  // It drains its workers on SIGTERM; only one that does not listen is killed.
  while (signal(pid, 'SIGTERM') && Date.now() < deadline) await new Promise(done => setTimeout(done, 200));
  signal(pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
