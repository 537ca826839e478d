// Settings, typed by their declaration. Pure rooms get values from here, never keys.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { type SettingKey, type SettingValue, settings as specs } from '../../manifest/settings';

export interface Settings {
  /** The value that holds for `path` (a file or folder), or for the window. */
  get<K extends SettingKey>(key: K, path?: string): SettingValue<K>;
  /** The value, unless nobody set one and it would be the default. */
  ifSet<K extends SettingKey>(key: K, path?: string): SettingValue<K> | undefined;
  /** Writes where the setting already is: folder, workspace, else user. */
  set<K extends SettingKey>(key: K, value: SettingValue<K>, path?: string): Promise<void>;
  onChange(keys: readonly SettingKey[], listener: () => void): Disposable;
}

export const settings: Settings = {
  get: (key, path) => at(path).get(keyIn(key)) ?? (specs[key].default as never),
  ifSet(key, path) {
    const found = at(path).inspect(keyIn(key));
    const isSet = (found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue) !== undefined;
    return isSet ? settings.get(key, path) : undefined;
  },
  async set(key, value, path) {
    const found = at(path).inspect(keyIn(key));
    const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
    const inFolder = found?.workspaceFolderValue !== undefined || several();
    const inWorkspace = found?.workspaceValue !== undefined || vscode.workspace.workspaceFolders;
    await at(path).update(keyIn(key), value, inFolder ? WorkspaceFolder : inWorkspace ? Workspace : Global);
  },
  onChange(keys, listener) {
    return vscode.workspace.onDidChangeConfiguration(event => {
      if (keys.some(key => event.affectsConfiguration(key))) listener();
    });
  },
};

function several(): boolean {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
}

const section = 'runpod';

/** Ours alone: VS Code copies what it hands out, and all settings together are a great many. */
function at(path: string | undefined): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(section, path === undefined ? null : vscode.Uri.file(path));
}

function keyIn(key: SettingKey): string {
  return key.slice(section.length + 1);
}
