// Starts Local RunPod, or finds the one that runs.
import type { Command } from './command';

export const localStart: Command = async ({ targets, longWork, prompts }) => {
  const info = await longWork('Starting Local RunPod', (_progress, signal) => targets.runner.start(signal));
  await targets.refresh();
  void prompts.tell(`Local RunPod answers at ${info.url}.`);
  return { url: info.url, pid: info.pid };
};
