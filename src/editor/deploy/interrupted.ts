// Deployments that a reload, a crash or a kill interrupted: found in the journal on disk, told with what RunPod really
// has, and resumed on a click. Only those of folders that are open here.
import { sep } from 'node:path';
import * as vscode from 'vscode';
import { journalFiles } from '../../flows/adapters/journalFiles';
import { nodeProcesses } from '../../flows/adapters/processes';
import { type DeployRecord, describeDeployment } from '../../flows/deployRecord';
import { closeInterrupted, interruptedDeploys, trueState } from '../../flows/interruptedDeploys';
import type { Services } from '../services';

export async function tellInterrupted(services: Services): Promise<void> {
  const journal = journalFiles(await services.home.stateFolder());
  const all = await interruptedDeploys(journal, pid => nodeProcesses.isAlive(pid));
  const [latest, ...older] = all.filter(({ settings }) => isOpenHere(settings.folder));
  for (const record of older) await closeInterrupted(journal, record);
  if (latest) await tell(services, latest, () => closeInterrupted(journal, latest));
}

/** Until a button is pressed it is told again: a window that is loaded anew closes its messages unread. */
async function tell(services: Services, record: DeployRecord, close: () => Promise<unknown>): Promise<void> {
  const { prompts, targets } = services;
  const { name } = record.settings;
  await targets.refresh();
  const target = await targets.resolve(record.target).catch(() => undefined);
  const real = target && (await trueState(record, target.cloud).catch(() => undefined));
  const words = `The deployment of ${name} did not finish. ${describeDeployment(real ?? record)}`;
  const doubt = real ? '' : ` (${record.target} cannot be asked now; this is what was noted last.)`;
  const pressed = await prompts.tell(words + doubt, 'Resume', 'Leave It');
  if (pressed !== undefined) await close();
  if (pressed !== 'Resume') return;
  const { deployAndTell } = await import('./deployAndTell');
  const chosen = target ?? (await targets.resolve(record.target));
  await deployAndTell(services, chosen, { kind: 'resume', record: real ?? record });
}

function isOpenHere(folder: string): boolean {
  const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return open.some(root => folder === root || folder.startsWith(root + sep));
}
