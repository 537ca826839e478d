// Pins the base image under a problem to the digest that its tag names now. The registry is asked when somebody wants
// it; the text may have moved on meanwhile, and is then left alone.
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import { pinFix } from '../../flows/pinImages';
import type { Diagnostic } from '../../rules/rule';
import { toRange, toWorkspaceEdit } from '../adapters/ranges';
import { findLocalAuth } from '../build/engine';
import { optionsOf } from '../subject';
import type { Command } from './command';

export const imagePin: Command = async ({ workers, settings, longWork }, given) => {
  const { path, image } = optionsOf(given);
  const problem = (workers.all ?? [])
    .flatMap(({ diagnostics }) => diagnostics)
    .find(one => one.path === path && one.image !== undefined && one.image === image);
  if (!problem) throw gone();
  const findAuth = await findLocalAuth(settings, process.env);
  const fix = await longWork(`Asking for the digest of ${problem.image}`, (_progress, signal) =>
    pinFix(problem, { findAuth, signal }),
  );
  if (!fix || !(await stillSays(problem))) throw gone();
  await vscode.workspace.applyEdit(toWorkspaceEdit(fix.edits));
  return fix.edits[0]?.edits[0]?.newText;
};

async function stillSays({ path, range, image }: Diagnostic): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  return document.getText(toRange(range)) === image;
}

function gone(): AppError {
  return new AppError('conflict', 'The line changed meanwhile; nothing was pinned.', {
    remedy: 'Use the quick fix of the line as it is now.',
  });
}
