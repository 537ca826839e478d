// Checks every worker of the workspace and opens the problems.
import * as vscode from 'vscode';
import { count } from '../../base/words';
import type { Command } from './command';

export const workspaceCheck: Command = async ({ workers, longWork, prompts }) => {
  await longWork('Checking the workspace', () => workers.refresh());
  const known = workers.all ?? [];
  const diagnostics = known.flatMap(one => one.diagnostics);
  const where = `in ${count(known.length, 'worker')}`;
  if (known.length === 0) void prompts.tell('There is no worker in this workspace.');
  else void prompts.tell(`Found ${count(diagnostics.length, 'problem')} ${where}.`);
  if (diagnostics.length > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
  return { workers: known.length, diagnostics };
};
