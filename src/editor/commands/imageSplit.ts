// Splits one Dockerfile into base and worker, after a diff. One undoable edit; both files are saved, because builds
// read the disk.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import { journalFiles } from '../../flows/adapters/journalFiles';
import { planSplit, type SplitPlan } from '../../flows/splitImage';
import { costWords, lastWhole } from '../../flows/splitSavings';
import { workspaceFiles } from '../adapters/files';
import type { Services } from '../services';
import { chooseFolder } from './chooseFolder';
import type { Command } from './command';

export const imageSplit: Command = async (services, given) => {
  const folder = await chooseFolder(services, given, 'Split Dockerfile');
  const plan = await planSplit(folder, workspaceFiles);
  const { worker, base, moved } = plan;
  await services.diffs.review({
    title: `Split the Dockerfile of ${basename(folder)}`,
    files: [worker, { path: base.path, before: '', after: base.after }],
    notes: moved.map(line => `Moves in front of the code: ${line}.`),
    accept: 'Split',
  });
  await write(plan);
  void services.prompts.tell(await splitWords(services, folder));
  return base.path;
};

/** With what the folder's last deployment cost, which is what an edit of the code is spared. */
async function splitWords({ home }: Services, folder: string): Promise<string> {
  const records = await journalFiles(await home.stateFolder()).list();
  const whole = lastWhole(folder, records);
  const cost = whole
    ? ` The last deployment, of everything, took ${costWords(whole)} to build and push.`
    : '';
  return `An edit of the code now builds and pushes its own layer only.${cost} The next two deployments measure it.`;
}

async function write({ worker, base }: SplitPlan): Promise<void> {
  const uri = vscode.Uri.file(worker.path);
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() !== worker.before || (await workspaceFiles.exists(base.path))) throw changed();
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), worker.after);
  edit.createFile(vscode.Uri.file(base.path), { contents: Buffer.from(base.after), overwrite: false });
  if (!(await vscode.workspace.applyEdit(edit))) throw changed();
  await document.save();
  await vscode.window.showTextDocument(document, { preview: false });
}

function changed(): AppError {
  return new AppError('conflict', 'The Dockerfile changed while the diff was open; nothing was split.', {
    remedy: 'Split again to see the new diff.',
  });
}
