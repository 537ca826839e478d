// Commands about one endpoint, its workers, its queue and its jobs. Without a tree item they ask which one.
import { type CommandSpec, context, inline, titleOf } from './commandSpec';
import { any, item, key } from './when';

const hasTarget = any(key('runpod.localRunning'), key('runpod.signedIn'));
const endpoint = item('endpoint');

export const endpointCommands = {
  'runpod.job.run': {
    title: 'Run Test Job…',
    icon: 'play',
    palette: hasTarget,
    places: [inline(endpoint, 1), context(endpoint, '1_use@1'), titleOf('runpod.jobs', 1, hasTarget)],
    about: 'Sends a job and shows its output with the time it queued and ran.',
  },
  'runpod.job.console': {
    title: 'Open Job Console…',
    icon: 'terminal',
    palette: hasTarget,
    places: [context(endpoint, '1_use@1'), titleOf('runpod.jobs', 2, hasTarget)],
    about:
      'Writes jobs with the hints of the handler, sends them once or many times, and shows pictures, sound, timing and cost.',
  },
  'runpod.job.open': {
    title: 'Show Result',
    icon: 'output',
    palette: 'never',
    places: [context(item('job'), '1_use@1')],
    about: 'Shows the result of a job.',
  },
  'runpod.job.showLogs': {
    title: 'Show Logs of This Job',
    icon: 'list-flat',
    palette: 'never',
    places: [inline(item('job', 'finished'), 1), context(item('job'), '1_use@3')],
    about: 'Opens the logs at the traceback of a job, or at its first line.',
  },
  'runpod.job.cancel': {
    title: 'Cancel Job',
    icon: 'stop-circle',
    palette: 'never',
    places: [inline(item('job', 'pending'), 1), context(item('job', 'pending'), '1_use@2')],
    about: 'Cancels a job that waits or runs.',
  },
  'runpod.job.retry': {
    title: 'Retry Job',
    icon: 'debug-restart',
    palette: 'never',
    places: [inline(item('job', 'retryable'), 1), context(item('job', 'retryable'), '1_use@2')],
    about: 'Queues a failed or timed-out job again.',
  },
  'runpod.endpoint.ping': {
    title: 'Ping Endpoint',
    icon: 'pulse',
    palette: hasTarget,
    places: [inline(endpoint, 2), context(endpoint, '1_use@2')],
    about: 'Sends the smallest job there is and tells how long each part took.',
  },
  'runpod.endpoint.diagnose': {
    title: 'Diagnose Endpoint',
    icon: 'heart',
    palette: hasTarget,
    places: [
      context(endpoint, '1_use@4'),
      inline(item('queue', 'pending'), 2),
      context(item('job'), '1_use@5'),
    ],
    about: 'Says why an endpoint or a job is stuck: one cause, what shows it, and what to do.',
  },
  'runpod.endpoint.tailLogs': {
    title: 'Tail Logs',
    icon: 'list-flat',
    palette: hasTarget,
    places: [
      inline(endpoint, 3),
      context(endpoint, '1_use@3'),
      inline(item('workers'), 1),
      inline(item('instance'), 1),
      context(item('instance'), '1_use@1'),
    ],
    about: 'Follows the logs of all workers of an endpoint in one view, kept after a worker is gone.',
  },
  'runpod.template.update': {
    title: 'Update Template…',
    icon: 'edit',
    palette: hasTarget,
    places: [
      inline(item('template'), 1),
      context(endpoint, '2_change@1'),
      context(item('template'), '1_use@1'),
    ],
    about: 'Changes image, environment, disk or arguments; the diff comes first, nothing else is lost.',
  },
  'runpod.template.undo': {
    title: 'Undo Last Template Update…',
    icon: 'debug-step-back',
    palette: hasTarget,
    places: [context(endpoint, '2_change@4'), context(item('template'), '2_change@1')],
    about: 'Takes back the last update made from here, after showing the diff; later changes stay.',
  },
  'runpod.release.open': {
    title: 'Open Release…',
    icon: 'diff-single',
    palette: hasTarget,
    places: [context(item('release'), '1_use@1'), context(endpoint, '1_use@4')],
    about: 'Shows what a release changed, side by side.',
  },
  'runpod.release.rollBack': {
    title: 'Roll Back to Release…',
    icon: 'discard',
    palette: hasTarget,
    places: [
      inline(item('release'), 1),
      context(item('release'), '2_change@1'),
      context(endpoint, '2_change@3'),
    ],
    about: 'Puts the template back to an earlier release, after showing the diff; scaling stays as it is.',
  },
  'runpod.endpoint.scale': {
    title: 'Scale Workers…',
    icon: 'settings',
    palette: hasTarget,
    places: [context(endpoint, '2_change@2'), context(item('workers'), '2_change@1')],
    about: 'Sets the smallest and the largest number of workers.',
  },
  'runpod.queue.purge': {
    title: 'Purge Queue…',
    icon: 'clear-all',
    palette: hasTarget,
    places: [inline(item('queue', 'pending'), 1), context(endpoint, '3_destroy@1')],
    about: 'Removes every job that still waits; running jobs go on.',
  },
  'runpod.endpoint.break': {
    title: 'Break Something…',
    icon: 'bug',
    palette: key('runpod.localRunning'),
    places: [context(item('endpoint', 'local'), '2_change@9')],
    about: 'Makes an endpoint of Local RunPod fail as RunPod does: images, machines, network, SDK, money.',
  },
  'runpod.endpoint.create': {
    title: 'Create Endpoint…',
    icon: 'add',
    palette: hasTarget,
    places: [
      inline(any(item('account'), item('local', 'running')), 2),
      context(any(item('account'), item('local', 'running')), '1_use@2'),
    ],
    about: 'Makes an endpoint from an image or a template, with the stock and price of GPUs of this moment.',
  },
  'runpod.endpoint.idleTimeout': {
    title: 'Set Idle Timeout…',
    icon: 'watch',
    palette: hasTarget,
    places: [context(endpoint, '2_change@5'), context(item('workers'), '2_change@2')],
    about: 'Sets how long a worker waits for another job before it stops.',
  },
  'runpod.endpoint.successor': {
    title: 'Find Successor…',
    icon: 'search',
    palette: key('runpod.signedIn'),
    places: [inline(item('gone'), 1), context(item('gone'), '1_use@1')],
    about: 'Says what became of an endpoint that is gone, and leads to its likely successor.',
  },
  'runpod.spending.stop': {
    title: 'Stop All Spending…',
    icon: 'circle-slash',
    palette: hasTarget,
    places: [context(any(item('account'), item('local', 'running')), '3_spend@1')],
    about: 'Sets every endpoint of an account to 0 workers in one confirmed action; what each had is kept.',
  },
  'runpod.spending.restore': {
    title: 'Restore Spending…',
    icon: 'debug-restart',
    palette: hasTarget,
    places: [context(any(item('account'), item('local', 'running')), '3_spend@2')],
    about: 'Gives every endpoint the workers it had before all spending was stopped.',
  },
  'runpod.endpoint.delete': {
    title: 'Delete Endpoint…',
    icon: 'trash',
    palette: hasTarget,
    places: [context(endpoint, '3_destroy@2')],
    about: 'Deletes an endpoint after its name was typed; its template is kept.',
  },
  'runpod.endpoint.copyId': {
    title: 'Copy Endpoint ID',
    icon: 'copy',
    palette: 'never',
    places: [context(endpoint, '4_copy@1')],
    about: 'Copies the id of the endpoint.',
  },
  'runpod.endpoint.openConsole': {
    title: 'Open in RunPod Console',
    icon: 'link-external',
    palette: 'never',
    places: [context(item('endpoint', 'bound'), '4_copy@2'), context(item('account'), '4_copy@1')],
    about: 'Opens the page of the endpoint on runpod.io.',
  },
} as const satisfies Record<`runpod.${string}.${string}`, CommandSpec>;
