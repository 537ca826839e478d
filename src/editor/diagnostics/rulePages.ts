// The page of a rule, from the files beside the bundle. A click on a code opens its text, the command its rendering.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { nodeFiles } from '../../base/nodeFiles';

const scheme = 'runpod-rule';

export function rulePage(code: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${code} ${name}.md` });
}

/** `folder` holds `<name>.md` for every rule. */
export function registerRulePages(folder: string): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri) {
      const name = /([\w-]+)\.md$/.exec(uri.path)?.[1] ?? '';
      return (
        (await nodeFiles.read(join(folder, `${name}.md`))) ?? `There is no page for ${uri.path.slice(1)}.`
      );
    },
  });
}
