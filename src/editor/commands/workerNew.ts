// Makes a worker of the kind that is chosen, warm or lazy, and opens its handler.
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { nodeFileCreator, nodeFiles } from '../../base/nodeFiles';
import { createWorker, workerName } from '../../flows/createWorker';
import {
  hasModel,
  kindTitles,
  type Loading,
  loadings,
  type WorkerKind,
  workerKinds,
} from '../../flows/scaffold/workerKinds';
import type { Services } from '../services';
import { optionsOf } from '../subject';
import type { Command } from './command';

export const workerNew: Command = async ({ prompts, longWork, home, workers, report }, given) => {
  const options = optionsOf(given);
  const parent =
    options.path ?? (await prompts.folder({ title: 'Where to put the worker', button: 'Choose Folder' }));
  const name =
    typeof options.name === 'string'
      ? options.name
      : await prompts.text({
          title: 'New Worker',
          prompt: `Name of the worker; a folder of that name is made in ${basename(parent)}.`,
          value: 'my-worker',
          problem: text =>
            workerName(text) === text ? undefined : `Not a name for an image. Try ${workerName(text)}.`,
        });
  const kind = isKind(options.kind) ? options.kind : options.path ? undefined : await askKind(prompts);
  const loading = await loadingOf(prompts, kind, options.loading);
  const template = join(home.extensionPath, 'worker-sample');
  const folder = join(parent, name);
  const made = await longWork(`Making ${name}`, (_progress, signal) =>
    createWorker(
      { template, folder, name, kind, loading },
      { files: nodeFiles, creator: nodeFileCreator, python: home.python },
      signal,
    ),
  );
  await vscode.window.showTextDocument(vscode.Uri.file(made.handler));
  await workers.refresh();
  if (!vscode.workspace.getWorkspaceFolder(vscode.Uri.file(made.folder))) {
    offerToOpen(made.folder).catch(error => report(error, 'Open Folder'));
  }
  return made.folder;
};

function isKind(kind: unknown): kind is WorkerKind {
  return typeof kind === 'string' && Object.hasOwn(workerKinds, kind);
}

function askKind(prompts: Services['prompts']): Promise<WorkerKind> {
  const choices = Object.entries(workerKinds).map(([kind, detail]) => ({
    label: kindTitles[kind as WorkerKind],
    detail,
    value: kind as WorkerKind,
  }));
  return prompts.pick(choices, { title: 'New Worker', placeholder: 'What it is built on' });
}

/** The answer of a caller, else the person's; without a model there is nothing to ask. */
async function loadingOf(
  prompts: Services['prompts'],
  kind: WorkerKind | undefined,
  given: unknown,
): Promise<Loading | undefined> {
  if (given === 'warm' || given === 'lazy') return given;
  if (kind === undefined || !hasModel(kind)) return undefined;
  const choices = Object.entries(loadings).map(([value, detail]) => ({
    label: value === 'warm' ? 'Warm' : 'Lazy',
    detail,
    value: value as Loading,
  }));
  return prompts.pick(choices, { title: 'New Worker', placeholder: 'When it loads its model' });
}

async function offerToOpen(folder: string): Promise<void> {
  const pressed = await vscode.window.showInformationMessage(`${basename(folder)} is ready.`, 'Open Folder');
  if (pressed) await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder));
}
