// Stops Local RunPod and its workers.
import type { Command } from './command';

export const localStop: Command = async ({ targets, longWork }) => {
  const outcome = await longWork('Stopping Local RunPod', () => targets.runner.stop());
  await targets.refresh();
  return outcome;
};
