// The page of every panel and its content security policy: nothing but our own script and style, no remote content but
// media of origins that a person allowed one by one. Script and style stand in the page: VS Code keeps a panel from sight
// until all that it names is loaded, and fetches each file through a worker, its window and the machine it is on.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

export interface Page {
  readonly panel: vscode.Webview;
  readonly extensionUri: vscode.Uri;
  /** Folder of `webview/` and name of its bundle. */
  readonly name: 'compare' | 'diagnosis' | 'imageReport' | 'jobConsole' | 'logs';
  readonly title: string;
  /** The panel plays media that stand in an output, and those of these origins. */
  readonly mediaOrigins?: readonly string[];
}

export function panelRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

export function panelIcon(extensionUri: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `panel-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

const plainOrigin = /^https?:\/\/[\w.-]+(?::\d+)?$/;

export function pageOf({ panel, extensionUri, name, title, mediaOrigins }: Page): string {
  const nonce = randomBytes(16).toString('base64');
  const root = panelRoot(extensionUri);
  const read = (file: string, ending: string) => readFileSync(join(root.fsPath, `${file}.${ending}`), 'utf8');
  // What would begin a comment of the page is a string in there.
  const script = (file: string) => read(file, 'js').replaceAll('<!--', '<\\!--');
  // The font is fetched, when an icon is drawn.
  const style = read(name, 'css').replaceAll('url("./', `url("${panel.asWebviewUri(root)}/`);
  const origins = (mediaOrigins ?? []).filter(origin => plainOrigin.test(origin));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    `font-src ${panel.cspSource}`,
    ['img-src data:', ...(mediaOrigins ? ['blob:'] : []), ...origins].join(' '),
    ...(mediaOrigins ? [['media-src blob:', ...origins].join(' ')] : []),
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.replace(/[<>&"]/g, ' ')}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<script nonce="${nonce}">${script(name)}</script>
<script nonce="${nonce}">${script('controls')}</script>
</body>
</html>`;
}
