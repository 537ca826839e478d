// Renders the declarations into what VS Code reads in package.json. `test/house/manifest.test.ts` keeps the two equal.

import { jsonValidation, severitiesSetting } from './checkSchema';
import type { CommandSpec } from './commandSpec';
import { commandIds, commands } from './commands';
import { type SettingSpec, settings } from './settings';
import { containerId, views, welcomes } from './views';
import { steps, walkthroughId } from './walkthrough';

type Json = Record<string, unknown>;

const rulePages = 'runpod-rule:/*.md';

const specs: Readonly<Record<string, CommandSpec>> = commands;

/** The parts of package.json that the declarations decide. */
export function renderManifest(): Json {
  return {
    activationEvents: [
      'onLanguage:python',
      'workspaceContains:**/handler.py',
      'workspaceContains:**/rp_handler.py',
      'workspaceContains:.runpod/*.json',
      'onWebviewPanel:runpod.job',
      'onWebviewPanel:runpod.logs',
    ],
    capabilities: {
      untrustedWorkspaces: {
        supported: 'limited',
        description:
          'Diagnostics and reading your account work. Building, deploying and Local RunPod run code of the workspace and wait for trust.',
        restrictedConfigurations: Object.entries<SettingSpec>(settings)
          .filter(([, spec]) => spec.restricted)
          .map(([name]) => name),
      },
      virtualWorkspaces: {
        supported: 'limited',
        description: 'Building, deploying and Local RunPod need the files on a disk.',
      },
    },
    contributes: {
      commands: commandIds.map(renderCommand),
      menus: renderMenus(),
      viewsContainers: { activitybar: [{ id: containerId, title: 'RunPod', icon: 'media/icon.svg' }] },
      views: {
        [containerId]: Object.entries(views).map(([id, spec]) => ({
          id,
          name: spec.name,
          initialSize: spec.size,
          icon: 'media/icon.svg',
        })),
      },
      viewsWelcome: welcomes.map(({ view, when, lines }) => ({ view, when, contents: lines.join('\n\n') })),
      jsonValidation,
      breakpoints: [{ language: 'python' }],
      debuggers: [renderDebugger()],
      // A click on the code of a problem opens the page of its rule as a person reads it.
      configurationDefaults: {
        'workbench.editorAssociations': { [rulePages]: 'vscode.markdown.preview.editor' },
      },
      configuration: { title: 'RunPod', properties: renderSettings() },
      walkthroughs: [renderWalkthrough()],
    },
  };
}

function renderCommand(id: string): Json {
  const spec = specs[id];
  const icon = spec?.icon ? { icon: `$(${spec.icon})` } : {};
  return { command: id, title: spec?.title, category: 'RunPod', ...icon };
}

function renderMenus(): Json {
  const menus: Record<string, Json[]> = { commandPalette: [] };
  for (const [id, spec] of Object.entries(specs)) {
    if (spec.palette !== 'always') {
      menus.commandPalette?.push({ command: id, when: spec.palette === 'never' ? 'false' : spec.palette });
    }
    for (const { menu, when, group } of spec.places ?? []) {
      (menus[menu] ??= []).push({ command: id, when, group });
    }
  }
  return menus;
}

function renderSettings(): Json {
  return Object.fromEntries(
    Object.entries<SettingSpec>(settings).map(([name, spec], order) => [name, renderSetting(spec, order)]),
  );
}

function renderSetting(spec: SettingSpec, order: number): Json {
  const words = spec.values && {
    enum: Object.keys(spec.values),
    markdownEnumDescriptions: Object.values(spec.values),
  };
  const shape =
    (spec.type === 'object' && severitiesSetting()) ||
    (spec.type === 'array' && { items: { type: 'string' } });
  return {
    type: spec.type,
    default: spec.default,
    scope: spec.scope,
    order,
    markdownDescription: spec.about,
    ...words,
    ...shape,
    ...(spec.minimum === undefined ? {} : { minimum: spec.minimum }),
    ...(spec.maximum === undefined ? {} : { maximum: spec.maximum }),
  };
}

/** What `Debug Worker Locally` attaches with; a launch.json may name a debugpy that listens too. */
function renderDebugger(): Json {
  const connect = {
    type: 'object',
    description: 'Where debugpy listens.',
    properties: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'number' } },
    required: ['port'],
  };
  const pathMappings = {
    type: 'array',
    description: 'Folders here (localRoot) and where the worker has them (remoteRoot).',
  };
  return {
    type: 'runpod-worker',
    label: 'RunPod Worker',
    languages: ['python'],
    configurationAttributes: {
      attach: {
        required: ['connect'],
        properties: { connect, pathMappings, justMyCode: { type: 'boolean' } },
      },
    },
  };
}

function renderWalkthrough(): Json {
  return {
    id: walkthroughId,
    title: 'Get started with RunPod Worker Dev',
    description: 'From an empty folder to a worker that answers, in five steps and without an account.',
    steps: steps.map(({ id, title, lines, button, picture, doneWhen }) => ({
      id,
      title,
      description: [...lines, `[${button[0]}](command:${button[1]})`].join('\n\n'),
      media: { svg: picture[0], altText: picture[1] },
      completionEvents: [`onCommand:${button[1]}`, ...(doneWhen ? [`onContext:${doneWhen}`] : [])],
    })),
  };
}
