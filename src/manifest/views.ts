// The sidebar: one container, three trees, and what they say while they have nothing to show.
import type { When } from './when';

export const containerId = 'runpod';

export const views = {
  'runpod.endpoints': { name: 'Endpoints', size: 4 },
  'runpod.jobs': { name: 'Jobs', size: 2 },
  'runpod.worker': { name: 'Worker', size: 2 },
} as const;
export type ViewId = keyof typeof views;

export interface Welcome {
  readonly view: ViewId;
  readonly when: When;
  readonly lines: readonly string[];
}

export const welcomes: readonly Welcome[] = [];
