// The Files port over the workspace: what is open and not saved yet is what is read.
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
  exists: nodeFiles.exists,
};
