// The extension under test, as VS Code knows it.
import * as vscode from 'vscode';

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('runpod-worker-dev.runpod-worker-dev');
  if (!found) throw new Error('VS Code does not know the extension');
  return found;
}
