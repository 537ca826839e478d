// The files of the workspace that a log names, and opening one at its line.
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { FileLink } from '../../protocol/logs';
import type { Workers } from '../workers/workers';
import { candidates, type LinkedFolder, mentionedFiles } from './fileLinks';

export async function filesIn(workers: Workers, text: string): Promise<FileLink[]> {
  const mentioned = mentionedFiles(text);
  if (mentioned.length === 0) return [];
  const folders = await foldersOf(workers);
  const found: FileLink[] = [];
  for (const file of mentioned) if (await localOf(file.path, folders)) found.push(file);
  return found;
}

export async function openLinked(workers: Workers, path: string, line: number): Promise<void> {
  const uri = await localOf(path, await foldersOf(workers));
  if (!uri) return;
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(at, at),
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
  });
}

async function localOf(path: string, folders: readonly LinkedFolder[]): Promise<vscode.Uri | undefined> {
  for (const candidate of candidates(path, folders)) {
    const uri = vscode.Uri.file(candidate);
    const info = await vscode.workspace.fs.stat(uri).then(
      stat => stat,
      () => undefined,
    );
    if (info?.type === vscode.FileType.File) return uri;
  }
  return undefined;
}

async function foldersOf(workers: Workers): Promise<LinkedFolder[]> {
  await workers.folders();
  return (workers.all ?? []).map(({ worker }) => ({
    folder: worker.folder,
    fileAt(path) {
      const images = worker.images.map(({ context, view }) =>
        context.fileAt(posix.resolve(view.workdir, path)),
      );
      return images.find(local => local !== undefined);
    },
  }));
}
