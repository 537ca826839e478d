// The Files port over the workspace: what is open and not saved yet is what is read.
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { nodeFiles } from '../../base/nodeFiles';
import type { Files } from '../../base/ports';

export const workspaceFiles: Files = {
  async read(path) {
    const open = vscode.workspace.textDocuments.find(
      document => document.uri.scheme === 'file' && document.uri.fsPath === path,
    );
    return open ? open.getText() : nodeFiles.read(path);
  },
  list: nodeFiles.list,
  names: nodeFiles.names,
  exists: nodeFiles.exists,
};

/** A file that nobody may write by its mode, whoever we are: an administrator's programs honour it too. */
export async function isReadOnly(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && (info.mode & 0o222) === 0;
}
