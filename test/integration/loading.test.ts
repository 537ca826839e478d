// The loading strategy as a setting: a change shows a diff, accepting it rewrites the handler as one undoable edit,
// rejecting it changes nothing, and nothing is ever saved unasked.
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { open, replaceInEditor, restoreAll, uriOf } from './support/files';

const settings = () => vscode.workspace.getConfiguration('runpod');
const setStrategy = (value: string | undefined) =>
  settings().update('loadingStrategy', value, vscode.ConfigurationTarget.Workspace);

const diffTab = () =>
  vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .find(
      tab => tab.input instanceof vscode.TabInputTextDiff && tab.input.modified.scheme === 'runpod-preview',
    );

/** The tab in which changes wait for an answer, of one file or of several. */
const reviewTab = () =>
  diffTab() ??
  vscode.window.tabGroups.all.flatMap(group => group.tabs).find(tab => tab.label.startsWith('Load '));

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

  it('rewrites the handler and the file that loads for it, undone and done again in one step', async () => {
    const folder = uriOf('two-files').fsPath;
    const texts = { 'handler.py': importingHandler, 'inference.py': loadingModule };
    const paths = Object.keys(texts).map(name => join(folder, name));
    // Asked for anew each time: VS Code lets go of documents that no editor shows.
    const now = () =>
      Promise.all(paths.map(async path => (await vscode.workspace.openTextDocument(path)).getText()));
    const saved = () => Promise.all(paths.map(path => readFile(path, 'utf8')));
    await mkdir(folder);
    try {
      for (const [name, text] of Object.entries({ ...texts, ...imageFiles })) {
        await writeFile(join(folder, name), text);
      }
      await vscode.commands.executeCommand('runpod.workspace.check');
      const { uri } = await vscode.workspace.openTextDocument(join(folder, 'handler.py'));
      assert.deepEqual(await lensTitles(uri), ['$(flame) Warm load · switch to lazy', 'compare']);
      await accepted({ path: join(folder, 'handler.py'), to: 'lazy' });
      const switched = await now();
      assert.match(switched[0] ?? '', /import ensure_model/);
      assert.match(switched[1] ?? '', /def ensure_model/);
      assert.deepEqual(await saved(), Object.values(texts), 'nothing is saved unasked');

      for (const path of paths) {
        await vscode.window.showTextDocument(vscode.Uri.file(path));
        await vscode.commands.executeCommand('undo');
        assert.deepEqual(await now(), Object.values(texts), `undone from ${path}`);
        await vscode.commands.executeCommand('redo');
        assert.deepEqual(await now(), switched, `done again from ${path}`);
      }
    } finally {
      await restoreAll();
      await rm(folder, { recursive: true });
    }
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

  it('switches what is typed, not what was saved', async () => {
    await replaceInEditor(handler, 'DEFAULT_MIN_SCORE = 0.5', 'DEFAULT_MIN_SCORE = 0.25');
    const typed = handler.document.getText();
    await accepted({ path: handler.document.uri.fsPath, to: 'lazy' });
    assert.match(handler.document.getText(), /DEFAULT_MIN_SCORE = 0\.25/);
    assert.notEqual(handler.document.getText(), typed);
    await vscode.window.showTextDocument(handler.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(handler.document.getText(), typed);
  });

  it('refuses a file that changed on disk under the diff, and loses nothing', async () => {
    const path = handler.document.uri.fsPath;
    const theirs = `${before}# pulled from elsewhere\n`;
    try {
      const switched = switchTo({ path, to: 'lazy' });
      await eventually('the diff opens', diffTab);
      await writeFile(path, theirs);
      await vscode.commands.executeCommand('runpod.preview.apply');
      await switched;
      await eventually('the editor has what is on disk', () => handler.document.getText() === theirs);
      assert.equal(await readFile(path, 'utf8'), theirs);
      assert.ok(!handler.document.isDirty);
    } finally {
      await writeFile(path, before);
      await eventually('the editor has it back', () => handler.document.getText() === before);
    }
  });

  it('refuses a handler that was edited under the diff, and keeps the edit', async () => {
    const switched = switchTo({ path: handler.document.uri.fsPath, to: 'lazy' });
    await eventually('the diff opens', diffTab);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(handler.document.uri, new vscode.Position(0, 0), '# mine\n');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('runpod.preview.apply');
    await switched;
    assert.equal(handler.document.getText(), `# mine\n${before}`);
  });

  it('refuses a read-only file before any diff is shown', async () => {
    const path = handler.document.uri.fsPath;
    await chmod(path, 0o444);
    try {
      assert.equal(await switchTo({ path, to: 'lazy' }), undefined);
      assert.equal(diffTab(), undefined);
      assert.equal(handler.document.getText(), before);
    } finally {
      await chmod(path, 0o644);
    }
  });

  it('treats each worker of a workspace by itself', async () => {
    const folder = uriOf('second').fsPath;
    const path = join(folder, 'handler.py');
    await mkdir(folder);
    try {
      for (const [name, text] of Object.entries(imageFiles)) await writeFile(join(folder, name), text);
      await writeFile(path, lazyHandler);
      await vscode.commands.executeCommand('runpod.workspace.check');
      const second = await vscode.workspace.openTextDocument(path);
      assert.deepEqual(await lensTitles(second.uri), ['$(zap) Lazy load · switch to warm', 'compare']);
      assert.deepEqual(await lensTitles(handler.document.uri), [
        '$(flame) Warm load · switch to lazy',
        'compare',
      ]);
      await accepted({ path, to: 'warm' });
      assert.notEqual(second.getText(), lazyHandler);
      assert.equal(handler.document.getText(), before);
    } finally {
      await restoreAll();
      await rm(folder, { recursive: true });
    }
  });
});

const lazyHandler = `import runpod
import whisper

model = None


def handler(job):
    global model
    if model is None:
        model = whisper.load_model("base")
    return model.transcribe(job["input"]["path"])


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
`;

/** What makes a folder a worker's. */
const imageFiles = {
  'requirements.txt': 'runpod==1.12.0\n',
  Dockerfile: 'FROM python:3.11-slim\nCOPY . /app\nCMD ["python", "-u", "/app/handler.py"]\n',
};

const importingHandler = `import runpod

from inference import run_inference


def handler(job):
    return {"embedding": run_inference(job["input"]["text"])}


runpod.serverless.start({"handler": handler})
`;

const loadingModule = `from transformers import AutoModel

model = AutoModel.from_pretrained("intfloat/e5-base")
model.to("cuda")


def run_inference(text):
    return str(model(text))
`;

interface Given {
  readonly path: string;
  readonly to: 'warm' | 'lazy';
}

const switchTo = (given: Given) => vscode.commands.executeCommand('runpod.strategy.switch', given);

async function accepted(given: Given): Promise<void> {
  const switched = switchTo(given);
  await eventually('the diff opens', reviewTab);
  await vscode.commands.executeCommand('runpod.preview.apply');
  assert.equal(await switched, 'edits');
  await eventually('the diff closes', () => !reviewTab());
}

async function lensTitles(uri: vscode.Uri): Promise<string[]> {
  const ask = () =>
    vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
  const lenses = await eventually('lenses', async () => {
    const found = (await ask()).filter(lens => lens.command?.command.startsWith('runpod.'));
    return found.length > 0 ? found : undefined;
  });
  return lenses.map(lens => lens.command?.title ?? '');
}
