// Questions to the person. Escape throws `cancelled`, so that no command tests for undefined.
import * as vscode from 'vscode';
import { cancelled } from '../../base/errors';

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly value: T;
}

export interface PickOptions {
  readonly title: string;
  readonly placeholder?: string;
  /** With at most one choice, takes it without asking. */
  readonly skipSingle?: true;
}

export interface TextOptions {
  readonly title: string;
  readonly prompt?: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly secret?: true;
  /** The words of what is wrong, or undefined. */
  readonly problem?: (value: string) => string | undefined;
}

export interface Prompts {
  pick<T>(choices: readonly Choice<T>[], options: PickOptions): Promise<T>;
  text(options: TextOptions): Promise<string>;
  folder(options: { readonly title: string; readonly button: string }): Promise<string>;
  file(options: { readonly title: string; readonly folder?: string }): Promise<string>;
  /** A modal question that names what will be changed. */
  confirm(question: string, options: { readonly detail: string; readonly button: string }): Promise<void>;
  /** A message; the label of the button that was pressed, if any. Never waits in a command's way: do not await it to go on. */
  tell(message: string, ...buttons: string[]): Promise<string | undefined>;
}

export const prompts: Prompts = {
  async pick(choices, { title, placeholder, skipSingle }) {
    const only = choices.length === 1 ? choices[0] : undefined;
    if (skipSingle && only) return only.value;
    const items = choices.map(({ label, description, detail, icon, value }) => ({
      label: icon ? `$(${icon}) ${label}` : label,
      ...(description === undefined ? {} : { description }),
      ...(detail === undefined ? {} : { detail }),
      value,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title,
      matchOnDescription: true,
      ignoreFocusOut: true,
      ...(placeholder === undefined ? {} : { placeHolder: placeholder }),
    });
    return (picked ?? stop()).value;
  },
  async text({ title, prompt, value, placeholder, secret, problem }) {
    const answer = await vscode.window.showInputBox({
      title,
      ignoreFocusOut: true,
      password: secret ?? false,
      ...(prompt === undefined ? {} : { prompt }),
      ...(value === undefined ? {} : { value }),
      ...(placeholder === undefined ? {} : { placeHolder: placeholder }),
      validateInput: text => problem?.(text),
    });
    return answer ?? stop();
  },
  async folder({ title, button }) {
    const picked = await vscode.window.showOpenDialog({
      title,
      openLabel: button,
      canSelectFiles: false,
      canSelectFolders: true,
      ...startAt(vscode.workspace.workspaceFolders?.[0]?.uri),
    });
    return (picked?.[0] ?? stop()).fsPath;
  },
  async file({ title, folder }) {
    const picked = await vscode.window.showOpenDialog({
      title,
      filters: { JSON: ['json'] },
      ...startAt(folder === undefined ? undefined : vscode.Uri.file(folder)),
    });
    return (picked?.[0] ?? stop()).fsPath;
  },
  async confirm(question, { detail, button }) {
    const pressed = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
    if (pressed !== button) stop();
  },
  tell: async (message, ...buttons) => vscode.window.showInformationMessage(message, ...buttons),
};

function startAt(uri: vscode.Uri | undefined): { defaultUri?: vscode.Uri } {
  return uri ? { defaultUri: uri } : {};
}

function stop(): never {
  throw cancelled();
}
