// The panel that shows what the doctor says about an endpoint. There is one; the next diagnosis takes its place.
import * as vscode from 'vscode';
import { DisposableStore, Slot } from '../../base/disposable';
import type { CommandId } from '../../manifest/commands';
import { type DiagnosisMessage, isDiagnosisMessage } from '../../protocol/diagnosis';
import type { EndpointDiagnosis } from '../diagnosis/diagnosis';
import { commandFor } from '../diagnosis/remedyCommands';
import { pageOf, panelIcon, panelRoot } from './html';

const tailLogs: CommandId = 'runpod.endpoint.tailLogs';

export class DiagnosisPanel implements vscode.Disposable {
  private readonly shown = new Slot<DisposableStore>();

  constructor(private readonly extensionUri: vscode.Uri) {}

  show(diagnosis: EndpointDiagnosis): void {
    const { extensionUri } = this;
    const store = new DisposableStore();
    this.shown.set(store);
    const panel = vscode.window.createWebviewPanel(
      'runpod.diagnosis',
      `Diagnosis · ${diagnosis.subject.name}`,
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [panelRoot(extensionUri)] },
    );
    panel.iconPath = panelIcon(extensionUri);
    const send = () => void panel.webview.postMessage(diagnosis.snapshot);
    store.add(diagnosis);
    store.add(panel);
    store.add(diagnosis.onChange(send));
    store.add(
      panel.webview.onDidReceiveMessage(message => {
        if (message === 'ready') send();
        else if (isDiagnosisMessage(message)) act(diagnosis, message);
      }),
    );
    panel.onDidDispose(() => store.dispose());
    panel.webview.html = pageOf({
      panel: panel.webview,
      extensionUri,
      name: 'diagnosis',
      title: 'Diagnosis',
    });
  }

  dispose(): void {
    this.shown.dispose();
  }
}

function act(diagnosis: EndpointDiagnosis, message: DiagnosisMessage): void {
  if (message === 'again') void diagnosis.look();
  else if (message === 'copy') void vscode.env.clipboard.writeText(textOf(diagnosis));
  else if (typeof message === 'object' && message.kind === 'file') diagnosis.openFile(message);
  else if (typeof message === 'object' && message.kind === 'log') {
    run(diagnosis, tailLogs, { workerId: message.workerId });
  } else if (typeof message === 'object') {
    const remedy = commandFor(diagnosis.actionOf(message.finding, message.remedy));
    if (remedy) run(diagnosis, remedy.command, remedy.given);
  }
}

function run({ subject }: EndpointDiagnosis, command: CommandId, given: object = {}): void {
  const { target, endpointId } = subject;
  void vscode.commands.executeCommand(command, { target: target.name, endpointId, ...given });
}

/** As Markdown, for an issue or a chat. */
function textOf({ snapshot: { endpointName, summary, findings } }: EndpointDiagnosis): string {
  const parts = findings.map(({ title, certainty, summary: words, proof, remedies }) =>
    [
      `## ${title} (${certainty})`,
      words,
      ...proof.map(({ from, text }) => `- ${from}: ${text}`),
      '',
      ...remedies.map(({ text }) => `- [ ] ${text}`),
    ].join('\n'),
  );
  return [`# ${endpointName}`, summary, ...parts, ''].join('\n\n');
}
