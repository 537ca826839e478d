// What importing a worker showed: problems beside those of the rules, until the file is edited or imported again, and
// the whole report in an output channel of its own.
import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { ImportReport } from '../../flows/checkImport/importReport';
import { toRange } from '../adapters/ranges';
import { severities, source } from './publish';

export interface ImportFindings extends Disposable {
  /** Takes the place of what was shown for the folder; `text` is the report for people. */
  set(folder: string, reports: readonly ImportReport[], text: string): void;
  show(): void;
}

export function createImportFindings(): ImportFindings {
  const collection = vscode.languages.createDiagnosticCollection('runpod-import');
  let channel: vscode.OutputChannel | undefined;
  const open = () => (channel ??= vscode.window.createOutputChannel('RunPod Import'));
  const edits = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) collection.delete(document.uri);
  });
  return {
    set(folder, reports, text) {
      collection.forEach(uri => {
        if (!relative(folder, uri.fsPath).startsWith('..')) collection.delete(uri);
      });
      for (const { path, range, severity, message, name } of reports.flatMap(({ findings }) => findings)) {
        const uri = vscode.Uri.file(path);
        const diagnostic = new vscode.Diagnostic(toRange(range), message, severities[severity]);
        diagnostic.source = source;
        diagnostic.code = name;
        collection.set(uri, [...(collection.get(uri) ?? []), diagnostic]);
      }
      open().replace(`${text}\n`);
    },
    show: () => open().show(true),
    dispose() {
      edits.dispose();
      collection.dispose();
      channel?.dispose();
    },
  };
}
