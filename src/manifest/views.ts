// The sidebar: one container, three trees, and what they say while they have nothing to show.
import type { CommandId } from './commands';
import { all, any, isOnDisk, key, not, type When } from './when';

export const containerId = 'runpod';

export const views = {
  'runpod.endpoints': { name: 'Endpoints', size: 4 },
  'runpod.jobs': { name: 'Jobs', size: 2 },
  'runpod.worker': { name: 'Worker', size: 3 },
} as const;
export type ViewId = keyof typeof views;

export interface Welcome {
  readonly view: ViewId;
  readonly when: When;
  readonly lines: readonly string[];
}

/** A button, when it stands alone on its line. */
function link(title: string, command: CommandId): string {
  return `[${title}](command:${command})`;
}

const nothingToShow = all(
  key('runpod.targetsKnown'),
  not(key('runpod.localRunning')),
  not(key('runpod.signedIn')),
);

export const welcomes: readonly Welcome[] = [
  {
    view: 'runpod.endpoints',
    when: nothingToShow,
    lines: [
      'Run your worker against a RunPod on this machine: the real SDK, the real APIs, no account and no cost.',
      link('Start Local RunPod', 'runpod.local.start'),
      'Or work with the endpoints of your account. The API key stays in the secret storage of VS Code.',
      link('Sign In', 'runpod.account.signIn'),
      `New here? ${link('Take the walkthrough', 'runpod.walkthrough.open')}.`,
    ],
  },
  {
    view: 'runpod.endpoints',
    when: not(key('runpod.targetsKnown')),
    lines: ['Looking for Local RunPod and your accounts…'],
  },
  {
    view: 'runpod.jobs',
    when: not(key('runpod.hasJobs')),
    lines: ['Jobs you run appear here with their state and timing.'],
  },
  {
    view: 'runpod.jobs',
    when: all(not(key('runpod.hasJobs')), any(key('runpod.localRunning'), key('runpod.signedIn'))),
    lines: [link('Run Test Job', 'runpod.job.run')],
  },
  {
    view: 'runpod.worker',
    when: all(key('runpod.workersKnown'), not(key('runpod.hasWorker')), isOnDisk),
    lines: [
      'No worker in this workspace: no Python file calls runpod.serverless.start.',
      link('New Worker', 'runpod.worker.new'),
    ],
  },
  {
    view: 'runpod.worker',
    when: not(key('runpod.workersKnown')),
    lines: ['Looking for workers…'],
  },
];
