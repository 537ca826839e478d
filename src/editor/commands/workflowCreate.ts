// Writes the GitHub Actions workflow of a worker and opens it, with what is left to do by hand.
import { basename, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { nodeFileCreator } from '../../base/nodeFiles';
import { workerName } from '../../flows/createWorker';
import { githubWorkflow, workflowGuidance, workflowPath } from '../../flows/githubWorkflow';
import { optionsOf } from '../subject';
import { chooseFolder } from './chooseFolder';
import type { Command } from './command';

export const workflowCreate: Command = async (services, given) => {
  const { prompts, home, settings, report } = services;
  const folder = await chooseFolder(services, given, 'Deploy from GitHub Actions');
  const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.fsPath ?? folder;
  const name = workerName(basename(folder));
  const registry = settings.get('runpod.deploy.registry', folder).replace(/\/+$/, '');
  const { repository: wanted } = optionsOf(given);
  const repository =
    typeof wanted === 'string'
      ? wanted
      : await prompts.text({
          title: 'Deploy from GitHub Actions',
          prompt: 'Where GitHub pushes the image',
          value: `${registry || 'ghcr.io/you'}/${name}`,
          problem: text =>
            /^[\w.:-]+\/[\w./-]+$/.test(text.trim()) ? undefined : 'Such as ghcr.io/you/worker.',
        });
  const path = relative(root, folder).split(sep).join('/') || '.';
  const { version } = JSON.parse(
    Buffer.from(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(home.extensionUri, 'package.json')),
    ).toString(),
  );
  const file = join(root, workflowPath);
  await nodeFileCreator.create(file, githubWorkflow({ name, path, repository: repository.trim(), version }));
  await vscode.window.showTextDocument(vscode.Uri.file(file));
  prompts
    .tell(workflowGuidance({ repository }).slice(0, 2).join(' '), 'RunPod’s Own Integration')
    .then(pressed => {
      const page = 'https://docs.runpod.io/serverless/workers/github-integration';
      return pressed ? vscode.env.openExternal(vscode.Uri.parse(page)) : undefined;
    })
    .catch(error => report(error, 'Deploy from GitHub Actions'));
  return file;
};
