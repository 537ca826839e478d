// Files of the workspace in editors: opening, changing and leaving them as they were.
import * as vscode from 'vscode';

/** A file of the workspace, by its path in the first folder. */
export function uriOf(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(path)));
}

/** Types `text` over the first match, as one undoable step. */
export async function replaceInEditor(
  editor: vscode.TextEditor,
  what: string | RegExp,
  text: string,
): Promise<void> {
  const before = editor.document.getText();
  const start = before.search(typeof what === 'string' ? escaped(what) : what);
  if (start < 0) throw new Error(`${editor.document.fileName} has no ${what}`);
  const found = typeof what === 'string' ? what : (what.exec(before)?.[0] ?? '');
  const { document } = editor;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + found.length));
  if (!(await editor.edit(edit => edit.replace(range, text)))) throw new Error('the edit was refused');
}

/** Throws away what was not saved and closes every editor. */
export async function restoreAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

function escaped(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
