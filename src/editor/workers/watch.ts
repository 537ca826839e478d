// What makes a check necessary: an edit, a file that came or went, another folder, another setting.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Settings } from '../adapters/settings';
import type { FileChange, Workers } from './workers';

/** Folders whose files come and go in numbers and are nobody's worker. */
const noise =
  /[\\/](node_modules|\.git|\.venv|venv|__pycache__|site-packages|\.mypy_cache|\.ruff_cache)[\\/]/;

export function watchWorkers(workers: Workers, settings: Settings): DisposableStore {
  const store = new DisposableStore();
  const touched = (how: FileChange) => (uri: vscode.Uri) => {
    if (uri.scheme === 'file' && !noise.test(uri.fsPath)) workers.touched(uri.fsPath, how);
  };
  const watcher = store.add(vscode.workspace.createFileSystemWatcher('**/*'));
  store.add(watcher.onDidChange(touched('changed')));
  store.add(watcher.onDidCreate(touched('moved')));
  store.add(watcher.onDidDelete(touched('moved')));
  store.add(
    vscode.workspace.onDidChangeTextDocument(event => {
      if (event.contentChanges.length > 0) touched('changed')(event.document.uri);
    }),
  );
  // What was typed and not saved is gone with the document.
  store.add(vscode.workspace.onDidCloseTextDocument(document => touched('changed')(document.uri)));
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => workers.soon()));
  const judging = ['runpod.rules', 'runpod.ignore', 'runpod.loadingStrategy'] as const;
  store.add(settings.onChange(judging, () => workers.soon()));
  return store;
}

/** The workspace's folders on a disk. */
export function workspaceRoots(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
