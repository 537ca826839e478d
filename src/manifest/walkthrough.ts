// Five steps from nothing to a job that ran. A step is done when its command ran, or when the context says so.
import type { CommandId } from './commands';
import type { ContextKey } from './when';

interface Step {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly button: readonly [title: string, command: CommandId];
  /** A picture in `media/`, with the words for people who do not see it. */
  readonly picture: readonly [path: string, words: string];
  readonly doneWhen?: ContextKey;
}

export const walkthroughId = 'runpod.start';

export const steps: readonly Step[] = [
  {
    id: 'worker',
    title: 'Make a worker',
    lines: [
      'A small real model that reads text from images, with tests, Dockerfiles and pinned requirements.',
    ],
    button: ['New Worker', 'runpod.worker.new'],
    picture: ['media/walkthrough/worker.svg', 'A folder with handler, Dockerfile and requirements'],
    doneWhen: 'runpod.hasWorker',
  },
  {
    id: 'local',
    title: 'Start Local RunPod',
    lines: [
      'The platform in one process on this machine: control plane, job API, queue and log streams.',
      'Workers are real: your handler, run by the official SDK. It costs nothing and needs no account.',
    ],
    button: ['Start Local RunPod', 'runpod.local.start'],
    picture: ['media/walkthrough/local.svg', 'A job goes from the editor through a queue to a worker'],
    doneWhen: 'runpod.localRunning',
  },
  {
    id: 'deploy',
    title: 'Build and deploy',
    lines: [
      'Builds the image where a container engine answers, else runs the folder as it is. Then saves template and endpoint, waits for the rollout and pings.',
    ],
    button: ['Build and Deploy', 'runpod.worker.deploy'],
    picture: ['media/walkthrough/deploy.svg', 'Steps of a deployment, each with its seconds'],
  },
  {
    id: 'job',
    title: 'Run a test job',
    lines: [
      'The output is shown as what it is, images as images, with the time it queued and the time it ran.',
    ],
    button: ['Run Test Job', 'runpod.job.run'],
    picture: ['media/walkthrough/job.svg', 'A job result with its timing'],
    doneWhen: 'runpod.hasJobs',
  },
  {
    id: 'strategy',
    title: 'Switch between warm and lazy loading',
    lines: ['One setting rewrites the handler. You see the diff first, and one undo takes it back.'],
    button: ['Switch Loading Strategy', 'runpod.strategy.switch'],
    picture: ['media/walkthrough/strategy.svg', 'The same handler, loading before and in the first job'],
  },
];
