// Commands about the worker in this workspace: make, check, build, deploy, switch how it loads.
import { type CommandSpec, context, inline, titleOf } from './commandSpec';
import { all, any, hasFolder, isMultiDiff, isOnDisk, isTrusted, item, key, scheme } from './when';

const canBuild = all(key('runpod.hasWorker'), isTrusted, isOnDisk);
/** The diff of one file tells itself by what it shows; that of several has no scheme of its own. */
const isPreview = any(scheme('runpod-preview'), all(key('runpod.reviewing'), isMultiDiff));

export const workerCommands = {
  'runpod.worker.new': {
    title: 'New Worker…',
    icon: 'new-folder',
    palette: isOnDisk,
    places: [titleOf('runpod.worker', 1, isOnDisk)],
    about: 'Copies the sample worker into a folder of yours.',
  },
  'runpod.image.build': {
    title: 'Build Image…',
    icon: 'package',
    palette: canBuild,
    places: [inline(item('folder'), 2), context(item('folder'), '1_make@1')],
    about: 'Builds the image of the worker for linux/amd64, with progress per step.',
  },
  'runpod.image.report': {
    title: 'Image Report…',
    icon: 'pie-chart',
    palette: canBuild,
    places: [context(item('folder'), '1_make@2')],
    about:
      'Shows what the image is made of: layers with their Dockerfile lines, waste, what a worker downloads and how long that takes.',
  },
  'runpod.image.split': {
    title: 'Split Dockerfile…',
    icon: 'split-vertical',
    palette: canBuild,
    places: [context(item('folder'), '1_make@5')],
    about:
      'Makes a base image of what rarely changes, so that an edit of the handler builds and pushes kilobytes. Shows the diff first.',
  },
  'runpod.workflow.create': {
    title: 'Deploy from GitHub Actions…',
    icon: 'github-action',
    palette: canBuild,
    places: [context(item('folder'), '1_make@6')],
    about:
      'Writes a workflow that builds, pushes and deploys the worker: no container engine is needed here.',
  },
  'runpod.worker.deploy': {
    title: 'Build and Deploy…',
    icon: 'cloud-upload',
    palette: canBuild,
    places: [inline(item('folder'), 1), context(item('folder'), '1_make@3')],
    about: 'Builds, pushes, saves template and endpoint, waits for the rollout and pings.',
  },
  'runpod.worker.debug': {
    title: 'Debug Worker Locally',
    icon: 'debug-alt',
    palette: canBuild,
    places: [inline(item('folder'), 3), context(item('folder'), '1_make@4')],
    about:
      'Runs the worker on Local RunPod under a debugger: breakpoints in the handler stop its jobs, saving a file starts it anew.',
  },
  'runpod.workspace.check': {
    title: 'Check Workspace',
    icon: 'checklist',
    palette: hasFolder,
    places: [titleOf('runpod.worker', 2)],
    about: 'Runs every rule over all workers of the workspace and opens the problems.',
  },
  'runpod.worker.checkImport': {
    title: 'Check Worker by Importing It',
    icon: 'beaker',
    palette: canBuild,
    places: [context(item('folder'), '1_make@3')],
    about:
      'Runs the handler up to start() in its own environment and shows what really happened: crashes, slow imports, loads, lost output.',
  },
  'runpod.strategy.switch': {
    title: 'Switch Loading Strategy…',
    icon: 'arrow-swap',
    palette: key('runpod.hasWorker'),
    places: [inline(item('handler'), 1), context(item('handler'), '1_make@1')],
    about: 'Rewrites the handler to load its model warm or lazy, after showing the diff.',
  },
  'runpod.strategy.compare': {
    title: 'Compare Loading Strategies',
    icon: 'graph',
    palette: canBuild,
    places: [inline(all(item('handler'), isTrusted, isOnDisk), 2), context(item('handler'), '1_make@2')],
    about:
      'Starts the worker warm and lazy, several times each on a Local RunPod of its own, and says which fits.',
  },
  'runpod.image.pin': {
    title: 'Pin Base Image',
    palette: 'never',
    about: 'Puts the digest that a moving tag names now into the Dockerfile.',
  },
  'runpod.rule.explain': {
    title: 'Explain Rule',
    palette: 'never',
    about: 'Opens the page of a rule.',
  },
  'runpod.preview.apply': {
    title: 'Apply Changes',
    icon: 'check',
    palette: key('runpod.reviewing'),
    places: [{ menu: 'editor/title', when: isPreview, group: 'navigation@1' }],
    about: 'Accepts the diff that is open.',
  },
  'runpod.preview.discard': {
    title: 'Discard Changes',
    icon: 'close',
    palette: key('runpod.reviewing'),
    places: [{ menu: 'editor/title', when: isPreview, group: 'navigation@2' }],
    about: 'Rejects the diff that is open; nothing is changed.',
  },
} as const satisfies Record<`runpod.${string}.${string}`, CommandSpec>;
