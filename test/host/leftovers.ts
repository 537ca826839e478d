// Stops the Local RunPod that a test started through the product: it is a process of its own that outlives VS Code
// on purpose, and is found by the file it leaves in its state folder.
import { systemClock } from '../../src/base/clock';
import { stopLocalRunPod } from '../../src/flows/localRunPod';

export async function stopLocalRunPodOf(stateFolder: string): Promise<void> {
  await stopLocalRunPod(stateFolder, { clock: systemClock });
}
