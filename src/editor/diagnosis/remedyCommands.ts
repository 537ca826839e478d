// What the button of a remedy says and which command it runs. A remedy without one is advice.
import type { RemedyAction } from '../../doctor/verdict';
import type { CommandId } from '../../manifest/commands';

export interface RemedyCommand {
  readonly label: string;
  readonly command: CommandId;
  /** Beside the endpoint. */
  readonly given?: Readonly<Record<string, unknown>>;
}

const plain: Partial<Record<RemedyAction['kind'], RemedyCommand>> = {
  'update-template': { label: 'Update Template…', command: 'runpod.template.update' },
  'check-workspace': { label: 'Check Workspace', command: 'runpod.workspace.check' },
  build: { label: 'Build and Deploy…', command: 'runpod.worker.deploy' },
  'roll-back': { label: 'Roll Back…', command: 'runpod.release.rollBack' },
  'retry-job': { label: 'Run Job…', command: 'runpod.job.run' },
  'run-job': { label: 'Run Job…', command: 'runpod.job.run' },
  'purge-queue': { label: 'Purge Queue…', command: 'runpod.queue.purge' },
  'choose-endpoint': { label: 'Find Successor…', command: 'runpod.endpoint.successor' },
  'open-console': { label: 'Open Console', command: 'runpod.endpoint.openConsole' },
};

export function commandFor(action: RemedyAction | undefined): RemedyCommand | undefined {
  if (!action) return undefined;
  switch (action.kind) {
    case 'open-file':
      return undefined;
    case 'tail-logs':
      return {
        label: 'Show Logs',
        command: 'runpod.endpoint.tailLogs',
        given: { workerId: action.workerId },
      };
    case 'scale':
      return { label: 'Scale Workers…', command: 'runpod.endpoint.scale', given: { max: action.max } };
    case 'set-env':
      return {
        label: `Set ${action.name}…`,
        command: 'runpod.template.update',
        given: { change: { env: { set: { [action.name]: action.value } } } },
      };
    case 'switch-strategy':
      return {
        label: action.to === 'lazy' ? 'Load Lazy…' : 'Load Warm…',
        command: 'runpod.strategy.switch',
        given: { to: action.to },
      };
    default:
      return plain[action.kind];
  }
}
