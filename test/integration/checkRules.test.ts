// What surrounds a problem: how it is configured, silenced, fixed with all others, and explained.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { open, replaceInEditor, restoreAll, uriOf } from './support/files';

const codeOf = ({ code }: vscode.Diagnostic) => String(typeof code === 'object' ? code.value : code);
const codesOf = (uri: vscode.Uri) =>
  vscode.languages
    .getDiagnostics(uri)
    .map(codeOf)
    .filter(code => /^RP\d{3}$/.test(code));
const config = uriOf('.runpod/check.json');
const write = (text: string) => vscode.workspace.fs.writeFile(config, Buffer.from(text));

/** requirements.txt with a release that is known to be broken, not saved. */
async function brokenPin(): Promise<vscode.TextEditor> {
  const editor = await open('requirements.txt');
  await replaceInEditor(editor, /runpod==[\d.]+/, 'runpod==1.8.1');
  await eventually('RP501 appears', () => codesOf(editor.document.uri).includes('RP501'));
  return editor;
}

async function actionsOf(
  editor: vscode.TextEditor,
  kind: vscode.CodeActionKind,
  code = 'RP501',
): Promise<vscode.CodeAction[]> {
  const { uri } = editor.document;
  const problem = vscode.languages.getDiagnostics(uri).find(one => codeOf(one) === code);
  assert.ok(problem);
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, problem.range, kind.value);
}

/** A registry that has one image, and tells its manifest and configuration. */
async function registryOfOne(digest: string): Promise<{ port: number; stop(): void }> {
  const config = { digest: `sha256:${'d'.repeat(64)}`, size: 2, mediaType: 'application/json' };
  const manifest = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config };
  const server = createServer(({ url = '' }, response) => {
    const isManifest = url === '/v2/me/base/manifests/latest';
    if (isManifest) response.setHeader('docker-content-digest', digest);
    response.end(JSON.stringify(isManifest ? { ...manifest, layers: [] } : { os: 'linux' }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() };
}

describe('the rules in the editor', () => {
  afterEach(async () => {
    await vscode.workspace.fs.delete(config).then(undefined, () => undefined);
    await restoreAll();
  });

  it('obey .runpod/check.json as it is written, changed and deleted', async () => {
    const { uri } = (await brokenPin()).document;
    await write('{ "rules": { "sdk-regression": "off" } }');
    await eventually('RP501 goes', () => !codesOf(uri).includes('RP501'));
    await write('{ "rules": { "sdk-regresion": "off" } }');
    await eventually('the typo is told', () => codesOf(config).includes('RP303'));
    assert.ok(codesOf(uri).includes('RP501'));
    await vscode.workspace.fs.delete(config);
    await eventually('the typo is gone', () => codesOf(config).length === 0);
  });

  it('complete and explain .runpod/check.json', async () => {
    await write('{ "rules": {  } }');
    const { document } = await open('.runpod/check.json');
    const at = document.positionAt(document.getText().indexOf('{  }') + 2);
    await eventually('rules are offered', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
      );
      return items.some(item => /RP501/.test(typeof item.label === 'string' ? item.label : item.label.label));
    });
  });

  it('obey the settings', async () => {
    const { uri } = (await brokenPin()).document;
    const settings = vscode.workspace.getConfiguration('runpod');
    const { Workspace } = vscode.ConfigurationTarget;
    try {
      await settings.update('ignore', ['requirements.txt'], Workspace);
      await eventually('the file is ignored', () => codesOf(uri).length === 0);
      await settings.update('ignore', undefined, Workspace);
      await eventually('the file is back', () => codesOf(uri).includes('RP501'));
      await settings.update('rules', { RP501: 'info' }, Workspace);
      await eventually('the problem is softer', () =>
        vscode.languages
          .getDiagnostics(uri)
          .some(one => one.severity === vscode.DiagnosticSeverity.Information),
      );
    } finally {
      await settings.update('ignore', undefined, Workspace);
      await settings.update('rules', undefined, Workspace);
    }
  });

  it('are silenced where they stand by an action', async () => {
    const editor = await brokenPin();
    const actions = await actionsOf(editor, vscode.CodeActionKind.QuickFix);
    const ignore = actions.find(action => action.title === 'Ignore RP501 here');
    assert.ok(ignore?.edit, actions.map(action => action.title).join(', '));
    await vscode.workspace.applyEdit(ignore.edit);
    assert.match(editor.document.getText(), /runpod==1\.8\.1\s+# runpod: ignore\[RP501\]/);
    await eventually('it is silent', () => codesOf(editor.document.uri).length === 0);
  });

  it('are fixed together by source.fixAll.runpod', async () => {
    const editor = await brokenPin();
    const [all] = await actionsOf(editor, vscode.CodeActionKind.SourceFixAll.append('runpod'));
    assert.ok(all?.edit);
    await vscode.workspace.applyEdit(all.edit);
    await eventually('nothing is left', () => codesOf(editor.document.uri).length === 0);
  });

  it('pin a base image to what its registry says the tag names', async () => {
    const digest = `sha256:${'c'.repeat(64)}`;
    const registry = await registryOfOne(digest);
    const editor = await open('Dockerfile');
    const image = `127.0.0.1:${registry.port}/me/base:latest`;
    await replaceInEditor(editor, /^FROM \S+/m, `FROM ${image}`);
    await eventually('RP405 appears', () => codesOf(editor.document.uri).includes('RP405'));
    const pin = (await actionsOf(editor, vscode.CodeActionKind.QuickFix, 'RP405')).find(({ title }) =>
      title.startsWith('Pin '),
    );
    assert.ok(pin?.command, 'there is an action that pins');
    await vscode.commands.executeCommand(pin.command.command, ...(pin.command.arguments ?? []));
    assert.ok(editor.document.getText().includes(`FROM ${image}@${digest}`), editor.document.getText());
    await eventually('RP405 is gone', () => !codesOf(editor.document.uri).includes('RP405'));
    registry.stop();
  });

  it('open their page, rendered, from the code of a problem', async () => {
    const { uri } = (await brokenPin()).document;
    const code = vscode.languages.getDiagnostics(uri).find(one => codeOf(one) === 'RP501')?.code;
    assert.ok(typeof code === 'object');
    await vscode.commands.executeCommand('vscode.open', code.target);
    await eventually('the page is open', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom && /markdown\.preview/.test(input.viewType);
    });
  });
});
