// Problems while typing: the shipped sample has none, a mistake gets its squiggle and its quick fix mends it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { open, replaceInEditor, restoreAll } from './support/files';

const codeOf = (diagnostic: vscode.Diagnostic) =>
  typeof diagnostic.code === 'object' ? String(diagnostic.code.value) : String(diagnostic.code);

const problemsOf = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(diagnostic => /^RP\d{3}$/.test(codeOf(diagnostic)));

describe('diagnostics', () => {
  afterEach(restoreAll);

  it('finds a broken SDK pin, and the quick fix mends it', async () => {
    const editor = await open('requirements.txt');
    await replaceInEditor(editor, /runpod==[\d.]+/, 'runpod==1.8.1');
    const { uri } = editor.document;
    const [problem] = await eventually('RP501 appears', () => {
      const found = problemsOf(uri).filter(one => codeOf(one) === 'RP501');
      return found.length > 0 ? found : undefined;
    });
    assert.ok(problem);
    assert.equal(editor.document.getText(problem.range), 'runpod==1.8.1');

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(action => /^Use runpod==/.test(action.title));
    assert.ok(fix?.edit, `no fix among: ${actions.map(action => action.title).join(', ')}`);
    await vscode.workspace.applyEdit(fix.edit);
    assert.doesNotMatch(editor.document.getText(), /runpod==1\.8\.1/);
    await eventually('the problem is gone', () => problemsOf(uri).length === 0);
  });

  it('follows both Dockerfiles as they are typed, saved or not', async () => {
    const base = await open('Dockerfile.base');
    await replaceInEditor(base, 'PYTHONUNBUFFERED=1', 'LANG=C.UTF-8');
    const editor = await open('Dockerfile');
    await replaceInEditor(editor, '"python3", "-u", ', '"python3", ');
    const { uri } = editor.document;
    await eventually('RP403 appears', () => problemsOf(uri).some(one => codeOf(one) === 'RP403'));
    await vscode.commands.executeCommand('undo');
    await eventually('RP403 goes', () => problemsOf(uri).length === 0);
  });

  it('is silent while it is switched off', async () => {
    const settings = vscode.workspace.getConfiguration('runpod');
    const editor = await open('requirements.txt');
    await replaceInEditor(editor, /runpod==[\d.]+/, 'runpod==1.8.1');
    const { uri } = editor.document;
    await eventually('RP501 appears', () => problemsOf(uri).length > 0);
    await settings.update('diagnostics.enable', false, vscode.ConfigurationTarget.Workspace);
    try {
      await eventually('the problem goes', () => problemsOf(uri).length === 0);
    } finally {
      await settings.update('diagnostics.enable', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await eventually('the problem is back', () => problemsOf(uri).length > 0);
  });

  it('has nothing to say about the sample as it is shipped', async () => {
    const files = await vscode.workspace.findFiles('**/*');
    assert.ok(files.length > 5);
    for (const file of files) await vscode.workspace.openTextDocument(file);
    await vscode.commands.executeCommand('runpod.workspace.check');
    const found = files.flatMap(file =>
      problemsOf(file).map(one => `${vscode.workspace.asRelativePath(file)}: ${codeOf(one)} ${one.message}`),
    );
    assert.deepEqual(found, []);
  });
});
