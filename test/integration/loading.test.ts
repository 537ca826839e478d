// The loading strategy as a setting: a change shows a diff, accepting it rewrites the handler as one undoable edit,
// rejecting it changes nothing, and nothing is ever saved unasked.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { open, restoreAll } from './support/files';

const settings = () => vscode.workspace.getConfiguration('runpod');
const setStrategy = (value: string | undefined) =>
  settings().update('loadingStrategy', value, vscode.ConfigurationTarget.Workspace);

const diffTab = () =>
  vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .find(
      tab => tab.input instanceof vscode.TabInputTextDiff && tab.input.modified.scheme === 'runpod-preview',
    );

describe('loading strategy', () => {
  let handler: vscode.TextEditor;
  let before: string;

  beforeEach(async () => {
    handler = await open('handler.py');
    before = handler.document.getText();
    await vscode.commands.executeCommand('runpod.workspace.check');
  });

  afterEach(async () => {
    await setStrategy(undefined);
    await restoreAll();
  });

  it('rewrites the handler once the diff is accepted, undone in one step', async () => {
    await setStrategy('lazy');
    const tab = await eventually('the diff opens', diffTab);
    assert.equal(handler.document.getText(), before);
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    const preview = await vscode.workspace.openTextDocument(tab.input.modified);

    await vscode.commands.executeCommand('runpod.preview.apply');
    await eventually('the diff closes', () => !diffTab());
    await eventually('the handler is rewritten', () => handler.document.getText() !== before);
    assert.equal(handler.document.getText(), preview.getText());
    assert.ok(handler.document.isDirty, 'nothing is saved unasked');

    await vscode.window.showTextDocument(handler.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(handler.document.getText(), before);
  });

  it('leaves the handler alone when the diff is rejected', async () => {
    await setStrategy('lazy');
    await eventually('the diff opens', diffTab);
    await vscode.commands.executeCommand('runpod.preview.discard');
    await eventually('the diff closes', () => !diffTab());
    assert.equal(handler.document.getText(), before);
    assert.ok(!handler.document.isDirty);
  });

  it('does nothing when the handler is so already', async () => {
    await setStrategy('warm');
    await new Promise(done => setTimeout(done, 1_000));
    assert.equal(diffTab(), undefined);
    assert.equal(handler.document.getText(), before);
  });
});
