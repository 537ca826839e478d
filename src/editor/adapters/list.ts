// A quick pick with buttons. Whatever is chosen first closes it; the caller shows it again with what has changed.
import * as vscode from 'vscode';
import type { ListOptions, Row, RowButton } from './prompts';
import { WentBack } from './steps';

interface Item<T> extends vscode.QuickPickItem {
  readonly row?: Row<T>;
}

/** Undefined when it was left; throws `WentBack` where that is offered. */
export function showList<T>({
  title,
  placeholder,
  rows,
  buttons = [],
  back,
}: ListOptions<T>): Promise<T | undefined> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  const values = new Map<vscode.QuickInputButton, T>();
  const buttonOf = ({ icon, words, value }: RowButton<T>): vscode.QuickInputButton => {
    const button = { iconPath: new vscode.ThemeIcon(icon), tooltip: words };
    values.set(button, value);
    return button;
  };
  pick.title = title;
  pick.placeholder = placeholder;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.buttons = [...(back ? [vscode.QuickInputButtons.Back] : []), ...buttons.map(buttonOf)];
  pick.items = rows.map(row =>
    'separator' in row
      ? { label: row.separator, kind: vscode.QuickPickItemKind.Separator }
      : { ...itemOf(row), buttons: (row.buttons ?? []).map(buttonOf), row },
  );
  return new Promise<T | undefined>((resolve, reject) => {
    const answer = (value: T | undefined) => {
      resolve(value);
      pick.hide();
    };
    pick.onDidAccept(() => answer(pick.selectedItems[0]?.row?.value));
    pick.onDidTriggerButton(button => {
      if (button === vscode.QuickInputButtons.Back) reject(new WentBack());
      answer(values.get(button));
    });
    pick.onDidTriggerItemButton(({ button }) => answer(values.get(button)));
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function itemOf<T>({ label, description, detail, icon }: Row<T>): vscode.QuickPickItem {
  return {
    label: icon ? `$(${icon}) ${label}` : label,
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
  };
}
