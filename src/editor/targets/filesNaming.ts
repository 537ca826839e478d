// The text files of the workspace that name an endpoint, with what they would say if they named another.
import * as vscode from 'vscode';
import { applyEdits } from '../../base/text';
import { SourceText } from '../../project/source';
import { replaceId } from '../../rules/dead-endpoint/replaceId';
import type { FileEdits } from '../../rules/rule';
import type { ReviewedFile } from '../adapters/diffs';
import { workspaceFiles } from '../adapters/files';

/** Dot files too: ids stand in `.env` and in workflows. */
const looked = '**/*';
const passedOver = '**/{node_modules,.git,.venv,venv,__pycache__,dist,build}/**';
const mostFiles = 5_000;

/** Unsaved text counts. Throws when `signal` aborts. */
export async function filesNaming(
  old: string,
  next: string,
  signal: AbortSignal,
): Promise<readonly (ReviewedFile & FileEdits)[]> {
  const found: (ReviewedFile & FileEdits)[] = [];
  for (const { scheme, fsPath: path } of await vscode.workspace.findFiles(looked, passedOver, mostFiles)) {
    signal.throwIfAborted();
    if (scheme !== 'file') continue;
    const before = await workspaceFiles.read(path);
    if (!before?.includes(old)) continue;
    for (const { edits } of replaceId([new SourceText(path, before)], old, next))
      found.push({ path, before, edits, after: applyEdits(before, edits) });
  }
  return found;
}
