// Questions to the person. Escape throws `cancelled`, so that no command tests for undefined.
import * as vscode from 'vscode';
import { cancelled } from '../../base/errors';
import { showInput } from './inputBox';
import { showList } from './list';
import type { Back } from './steps';

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly value: T;
}

/** Something done to a row, or to the list: an icon for the pointer. The keyboard reaches the same by choosing the row. */
export interface RowButton<T> {
  readonly icon: string;
  readonly words: string;
  readonly value: T;
}

export interface Row<T> extends Choice<T> {
  readonly buttons?: readonly RowButton<T>[];
}

export interface ListOptions<T> extends Back {
  readonly title: string;
  readonly placeholder?: string;
  readonly rows: readonly (Row<T> | { readonly separator: string })[];
  /** In the title bar. */
  readonly buttons?: readonly RowButton<T>[];
}

export interface PickOptions extends Back {
  readonly title: string;
  readonly placeholder?: string;
  /** With at most one choice, takes it without asking. */
  readonly skipSingle?: true;
}

export interface TextOptions extends Back {
  readonly title: string;
  readonly prompt?: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly secret?: true;
  /** The words of what is wrong, or undefined. */
  readonly problem?: (value: string) => string | undefined;
}

/** With `back`, a question throws `WentBack` when somebody wants the one before. */
export interface Prompts {
  pick<T>(choices: readonly Choice<T>[], options: PickOptions): Promise<T>;
  /** A list whose rows and title have buttons; answers with the value of the row or the button. */
  list<T>(options: ListOptions<T>): Promise<T>;
  text(options: TextOptions): Promise<string>;
  folder(options: { readonly title: string; readonly button: string }): Promise<string>;
  /** JSON unless `kinds` says otherwise: words to extensions. */
  file(options: {
    readonly title: string;
    readonly folder?: string;
    readonly kinds?: Readonly<Record<string, readonly string[]>>;
  }): Promise<string>;
  /** Where to write a file. */
  saveAs(options: { readonly title: string; readonly name: string }): Promise<string>;
  /** A modal question that names what will be changed. */
  confirm(question: string, options: { readonly detail: string; readonly button: string }): Promise<void>;
  /** A message; the label of the button that was pressed, if any. Never waits in a command's way: do not await it to go on. */
  tell(message: string, ...buttons: string[]): Promise<string | undefined>;
  /** As `tell`, for what needs attention soon. */
  warn(message: string, ...buttons: string[]): Promise<string | undefined>;
}

export const prompts: Prompts = {
  async pick(choices, { title, placeholder, skipSingle, back }) {
    const only = choices.length === 1 ? choices[0] : undefined;
    if (skipSingle && only) return only.value;
    if (back) {
      const rows = choices.map(value => ({ ...value, value }));
      return ((await showList({ title, rows, back, ...(placeholder && { placeholder }) })) ?? stop()).value;
    }
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
  list: async options => (await showList(options)) ?? stop(),
  async text(options) {
    const { title, prompt, value, placeholder, secret, problem, back } = options;
    if (back) return (await showInput(options)) ?? stop();
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
  async file({ title, folder, kinds }) {
    const picked = await vscode.window.showOpenDialog({
      title,
      filters: kinds
        ? Object.fromEntries(Object.entries(kinds).map(([name, list]) => [name, [...list]]))
        : { JSON: ['json'] },
      ...startAt(folder === undefined ? undefined : vscode.Uri.file(folder)),
    });
    return (picked?.[0] ?? stop()).fsPath;
  },
  async saveAs({ title, name }) {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const picked = await vscode.window.showSaveDialog({
      title,
      ...startAt(folder && vscode.Uri.joinPath(folder, name)),
    });
    return (picked ?? stop()).fsPath;
  },
  async confirm(question, { detail, button }) {
    const pressed = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
    if (pressed !== button) stop();
  },
  tell: async (message, ...buttons) => vscode.window.showInformationMessage(message, ...buttons),
  warn: async (message, ...buttons) => vscode.window.showWarningMessage(message, ...buttons),
};

function startAt(uri: vscode.Uri | undefined): { defaultUri?: vscode.Uri } {
  return uri ? { defaultUri: uri } : {};
}

function stop(): never {
  throw cancelled();
}
