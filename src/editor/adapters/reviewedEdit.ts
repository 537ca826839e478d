// Edits of files that are shown first and made as one undoable step when accepted. The diff is the truth: whatever
// changed while it was open keeps everything as it is.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import { nodeFiles } from '../../base/nodeFiles';
import type { Diffs, Review, ReviewedFile } from './diffs';
import { isReadOnly, workspaceFiles } from './files';
import { type FileEdits, toWorkspaceEdit } from './ranges';

export interface ReviewedEdits extends Review {
  readonly edits: readonly FileEdits[];
  /** What to do to see a new diff, such as "Switch again". */
  readonly again: string;
  /** Files that nobody has open are saved where the settings want that of a refactoring. */
  readonly isRefactoring?: true;
}

/** Throws `refused` for files that cannot be written, `cancelled` without consent, `conflict` when a file changed. */
export async function reviewEdits(diffs: Diffs, options: ReviewedEdits): Promise<void> {
  const { edits, again, isRefactoring = false, ...review } = options;
  const isUntouched = await guard(review.files, again);
  await diffs.review(review);
  await isUntouched();
  if (await vscode.workspace.applyEdit(toWorkspaceEdit(edits), { isRefactoring })) return;
  throw overtaken(review.files[0]?.path ?? 'A file', { again });
}

/**
 * Refuses files that cannot be written, before anything is shown. What it answers throws `conflict` when an editor or
 * the disk has another text than when the diff was made: the diff would no longer be what happens.
 */
async function guard(files: readonly ReviewedFile[], again: string): Promise<() => Promise<void>> {
  for (const { path } of files) {
    if (!(await isReadOnly(path))) continue;
    throw new AppError('refused', `${basename(path)} is read-only; nothing was changed.`, {
      remedy: `Make the file writable. ${again} then.`,
    });
  }
  const saved = await Promise.all(files.map(({ path }) => nodeFiles.read(path)));
  return async () => {
    for (const [index, { path, before }] of files.entries()) {
      const isSame = (await workspaceFiles.read(path)) === before;
      const isSaved = (await nodeFiles.read(path)) === saved[index];
      if (!isSame || !isSaved) throw overtaken(path, { again, where: isSaved ? '' : ' on disk' });
    }
  };
}

function overtaken(path: string, { again, where = '' }: { again: string; where?: string }): AppError {
  return new AppError(
    'conflict',
    `${basename(path)} changed${where} while the diff was open; nothing was rewritten.`,
    { remedy: `${again} to see the new diff.` },
  );
}
