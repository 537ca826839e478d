// What makes a check necessary: an edit, a file that came or went, another folder, another setting.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Settings } from '../adapters/settings';
import type { Workers } from './workers';

const watched = '**/{*.py,*.txt,*.toml,*.lock,*.sh,*.json,.dockerignore,*Dockerfile*,*dockerfile*}';
/** Folders whose files come and go in numbers and are nobody's worker. */
const noise =
  /[\\/](node_modules|\.git|\.venv|venv|__pycache__|site-packages|\.mypy_cache|\.ruff_cache)[\\/]/;

export function watchWorkers(workers: Workers, settings: Settings): DisposableStore {
  const store = new DisposableStore();
  const touched = (uri: vscode.Uri) => {
    if (uri.scheme === 'file' && !noise.test(uri.fsPath)) workers.soon();
  };
  const watcher = store.add(vscode.workspace.createFileSystemWatcher(watched));
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
    store.add(event(touched));
  store.add(
    vscode.workspace.onDidChangeTextDocument(event => {
      if (event.contentChanges.length > 0) touched(event.document.uri);
    }),
  );
  store.add(vscode.workspace.onDidCloseTextDocument(document => document.isDirty && touched(document.uri)));
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => workers.soon()));
  store.add(settings.onChange(['runpod.rules', 'runpod.loadingStrategy'], () => workers.soon()));
  return store;
}

/** The workspace's folders on a disk. */
export function workspaceRoots(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
