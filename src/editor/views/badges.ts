// Badges of tree items. VS Code decorates addresses, not items: an item with a badge gets an address that says all of it.
import * as vscode from 'vscode';
import type { TreeNode } from './node';

const scheme = 'runpod-node';
type Badge = NonNullable<TreeNode['badge']>;

export function badgeUri(id: string, badge: Badge): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${id}`, query: JSON.stringify(badge) });
}

export function registerBadges(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration(uri) {
      if (uri.scheme !== scheme) return undefined;
      const { text, color, tooltip }: Badge = JSON.parse(uri.query);
      return new vscode.FileDecoration(text, tooltip, new vscode.ThemeColor(color));
    },
  });
}
