// Read-only documents that exist only in memory: previews, rule pages, saved logs, job output. Search, copy and diff
// are VS Code's own.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';

/** Names the kinds of our documents. `runpod-preview` carries the buttons that accept or reject a diff. */
export type DocumentScheme = 'runpod-preview' | 'runpod-before' | 'runpod-text';

export interface TextDocuments extends Disposable {
  /** Makes (or replaces) a document; `path` ends in the name that its tab shows. */
  put(scheme: DocumentScheme, path: string, text: string): vscode.Uri;
  remove(uri: vscode.Uri): void;
}

export function openTextDocuments(): TextDocuments {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: uri => texts.get(uri.toString()) ?? '',
  };
  const registrations = (['runpod-preview', 'runpod-before', 'runpod-text'] as const).map(scheme =>
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
  );
  return {
    put(scheme, path, text) {
      const uri = vscode.Uri.from({ scheme, path: path.startsWith('/') ? path : `/${path}` });
      texts.set(uri.toString(), text);
      changed.fire(uri);
      return uri;
    },
    remove: uri => texts.delete(uri.toString()),
    dispose: () => vscode.Disposable.from(...registrations, changed).dispose(),
  };
}

/** Opens an in-memory document in an editor of its own. */
export async function showText(uri: vscode.Uri, languageId?: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (languageId) await vscode.languages.setTextDocumentLanguage(document, languageId);
  await vscode.window.showTextDocument(document, { preview: true });
}
