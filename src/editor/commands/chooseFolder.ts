// Which worker folder a command means: the tree item's, the one named, the one of the open file, or the one picked.
import { basename, sep } from 'node:path';
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import type { Services } from '../services';
import { optionsOf, subjectOf } from '../subject';

export async function chooseFolder(
  { workers, prompts }: Pick<Services, 'workers' | 'prompts'>,
  given: unknown,
  title: string,
): Promise<string> {
  const named = subjectOf<{ readonly path: string }>(given)?.path ?? optionsOf(given).path;
  if (named) return named;
  const folders = await workers.folders();
  if (folders.length === 0) {
    throw new AppError('not-found', 'There is no worker in this workspace.', {
      remedy: 'Open a worker folder, or make one with "RunPod: New Worker…".',
    });
  }
  const open = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
  const ofOpenFile = folders.filter(folder => open.startsWith(folder + sep));
  if (ofOpenFile.length === 1 && ofOpenFile[0]) return ofOpenFile[0];
  const choices = folders.map(folder => ({
    label: basename(folder),
    description: folder,
    icon: 'folder-library',
    value: folder,
  }));
  return prompts.pick(choices, { title, placeholder: 'Worker', skipSingle: true });
}

/** Throws `refused` where code of the workspace must not run. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new AppError('refused', 'This workspace is not trusted; building and deploying run its code.', {
    remedy: 'Trust the workspace first: run "Workspaces: Manage Workspace Trust".',
  });
}
