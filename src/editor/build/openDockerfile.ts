// Opens the Dockerfile where a build stopped.
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BuildPlace } from '../../image/build/buildFailure';

export async function openDockerfile({ folder, dockerfile, line = 0 }: BuildPlace): Promise<void> {
  const at = new vscode.Position(line, 0);
  const selection = new vscode.Range(at, at);
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, dockerfile)), { selection });
}
