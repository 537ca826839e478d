// Commands about the worker in this workspace: make, check, build, deploy, switch how it loads.
import { type CommandSpec, titleOf } from './commandSpec';
import { hasFolder, isOnDisk, scheme } from './when';

export const workerCommands = {
  'runpod.worker.new': {
    title: 'New Worker…',
    icon: 'new-folder',
    palette: isOnDisk,
    places: [titleOf('runpod.worker', 1, isOnDisk)],
    about: 'Copies the sample worker into a folder of yours.',
  },
  'runpod.workspace.check': {
    title: 'Check Workspace',
    icon: 'checklist',
    palette: hasFolder,
    places: [titleOf('runpod.worker', 2)],
    about: 'Runs every rule over all workers of the workspace and opens the problems.',
  },
  'runpod.rule.explain': {
    title: 'Explain Rule',
    palette: 'never',
    about: 'Opens the page of a rule.',
  },
  'runpod.preview.apply': {
    title: 'Apply Changes',
    icon: 'check',
    palette: 'never',
    places: [{ menu: 'editor/title', when: scheme('runpod-preview'), group: 'navigation@1' }],
    about: 'Accepts the diff that is open.',
  },
  'runpod.preview.discard': {
    title: 'Discard Changes',
    icon: 'close',
    palette: 'never',
    places: [{ menu: 'editor/title', when: scheme('runpod-preview'), group: 'navigation@2' }],
    about: 'Rejects the diff that is open; nothing is changed.',
  },
} as const satisfies Record<`runpod.${string}.${string}`, CommandSpec>;
