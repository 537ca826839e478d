// Our positions and edits, and VS Code's.
import * as vscode from 'vscode';
import type { Range, TextEdit } from '../../base/text';

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function toTextEdit(edit: TextEdit): vscode.TextEdit {
  return vscode.TextEdit.replace(toRange(edit.range), edit.newText);
}

export interface FileEdits {
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/**
 * One undoable step over several files. Texts that are edited side by side make VS Code ask, at undo, whether it is meant
 * for all of them; as separate members of one edit they are undone together and without a question. What separates them
 * is the making of a file that is there: it does nothing.
 */
export function toWorkspaceEdit(files: readonly FileEdits[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const [at, file] of files.entries()) {
    const uri = vscode.Uri.file(file.path);
    if (at > 0) edit.createFile(uri, { ignoreIfExists: true });
    edit.set(uri, file.edits.map(toTextEdit));
  }
  return edit;
}
