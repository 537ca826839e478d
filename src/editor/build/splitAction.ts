// On the FROM of a Dockerfile that could be split: the offer to do so, as a refactoring.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { CommandId } from '../../manifest/commands';

const split: CommandId = 'runpod.image.split';

export function registerSplitAction(): vscode.Disposable {
  const kind = vscode.CodeActionKind.RefactorRewrite;
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file', pattern: '**/Dockerfile' },
    {
      async provideCodeActions(document, range) {
        if (!/^\s*FROM\s/i.test(document.lineAt(range.start.line).text)) return [];
        const { splitDockerfile } = await import('../../image/splitDockerfile');
        const folder = dirname(document.uri.fsPath);
        if (!splitDockerfile(document.getText(), basename(folder)).ok) return [];
        const action = new vscode.CodeAction('Split into Dockerfile.base + Dockerfile…', kind);
        action.command = { command: split, title: action.title, arguments: [{ path: folder }] };
        return [action];
      },
    },
    { providedCodeActionKinds: [kind] },
  );
}
