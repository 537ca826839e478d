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

/** One undoable step over several files. */
export function toWorkspaceEdit(files: readonly FileEdits[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const file of files) edit.set(vscode.Uri.file(file.path), file.edits.map(toTextEdit));
  return edit;
}
