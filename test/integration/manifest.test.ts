// What package.json promises is there, and nothing is there that it does not promise.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from './support/extension';

interface Manifest {
  readonly commands: readonly { readonly command: string }[];
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly configuration: {
    readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
  };
}

describe('manifest', () => {
  let manifest: Manifest;
  let registered: string[];

  before(async () => {
    await extension().activate();
    manifest = extension().packageJSON.contributes;
    registered = await vscode.commands.getCommands(true);
  });

  it('has every contributed command registered', () => {
    const missing = manifest.commands.filter(one => !registered.includes(one.command));
    assert.deepEqual(missing, []);
  });

  it('contributes every runpod command that is registered', () => {
    const views = Object.values(manifest.views).flat();
    const known = new Set(manifest.commands.map(one => one.command));
    // VS Code itself registers `<view>.focus` and the like for each view and container.
    const ofVsCode = (id: string) => views.some(view => id.startsWith(`${view.id}.`));
    const undeclared = registered.filter(id => /^runpod\./.test(id) && !known.has(id) && !ofVsCode(id));
    assert.deepEqual(undeclared, []);
  });

  it('shows every view', async () => {
    for (const view of Object.values(manifest.views).flat()) {
      await vscode.commands.executeCommand(`${view.id}.focus`);
    }
  });

  it('reads every setting with the default it declares', () => {
    const settings = vscode.workspace.getConfiguration();
    for (const [key, declared] of Object.entries(manifest.configuration.properties)) {
      assert.deepEqual(settings.inspect(key)?.defaultValue, declared.default, key);
    }
  });
});
