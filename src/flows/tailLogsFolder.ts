// Where the lines of a target's workers are kept: beside Local RunPod's state, shared by all windows and the command line.
import { join } from 'node:path';
import type { Target } from './target';

export function logFolder(stateFolder: string, target: Pick<Target, 'name'>): string {
  return join(stateFolder, 'logs', encodeURIComponent(target.name).replaceAll('.', '%2E'));
}
