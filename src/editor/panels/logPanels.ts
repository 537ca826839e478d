// Panels that show logs, one for each endpoint. Closing one ends its session; what it saw stays on disk.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { logFolder } from '../../flows/tailLogsFolder';
import { readLogMessage } from '../../protocol/logMessages';
import { showText, type TextDocuments } from '../documents/textDocuments';
import type { Jobs } from '../jobs/jobs';
import { filesIn, openLinked } from '../logs/linkedFiles';
import { LogConversation, type LogDoors } from '../logs/logConversation';
import { LogSession } from '../logs/logSession';
import type { EndpointSubject } from '../subject';
import type { Workers } from '../workers/workers';
import { pageOf, panelIcon, panelRoot } from './html';

export interface LogPanelsOptions {
  readonly documents: TextDocuments;
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly workers: Workers;
  readonly stateFolder: () => Promise<string>;
  /** Values that no panel may show. */
  readonly secrets: () => readonly string[];
  readonly openJob: (key: string) => void;
}

/** What of an endpoint's log is to be seen first. */
export interface LogFocus {
  readonly jobId?: string | undefined;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly conversation: LogConversation;
}

export class LogPanels implements vscode.Disposable {
  private readonly open = new Map<string, OpenPanel>();
  private readonly lifetime = new DisposableStore();

  constructor(private readonly options: LogPanelsOptions) {}

  show(subject: EndpointSubject, focus: LogFocus = {}): void {
    const id = [subject.target.name, subject.endpointId].join('/');
    const { panel, conversation } = this.open.get(id) ?? this.create(id, subject);
    panel.reveal(undefined, false);
    conversation.focusOn({ workerId: subject.workerId, jobId: focus.jobId });
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  private create(id: string, subject: EndpointSubject): OpenPanel {
    const { extensionUri, clock, stateFolder, secrets } = this.options;
    const panel = vscode.window.createWebviewPanel(
      'runpod.logs',
      `Logs · ${subject.name}`,
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [panelRoot(extensionUri)] },
    );
    panel.iconPath = panelIcon(extensionUri);
    const store = new DisposableStore();
    const folder = async () => logFolder(await stateFolder(), subject.target);
    const session = store.add(new LogSession(subject, { clock, folder, secrets }));
    const conversation = store.add(new LogConversation(session, this.doorsOf(subject, panel)));
    store.add(
      panel.webview.onDidReceiveMessage(given => {
        const message = readLogMessage(given);
        if (message) void conversation.answer(message);
      }),
    );
    panel.onDidDispose(() => {
      this.open.delete(id);
      store.dispose();
    });
    const opened = { panel, conversation };
    this.open.set(id, opened);
    this.lifetime.add(panel);
    panel.webview.html = pageOf({ panel: panel.webview, extensionUri, name: 'logs', title: 'Logs' });
    void session.run();
    return opened;
  }

  private doorsOf(subject: EndpointSubject, panel: vscode.WebviewPanel): LogDoors {
    const { clock, jobs, documents, openJob, workers } = this.options;
    const jobKey = (jobId: string) => jobs.all.find(job => job.snapshot.jobId === jobId)?.key;
    return {
      send: message => void panel.webview.postMessage(message),
      now: () => clock.now(),
      copy: text => void vscode.env.clipboard.writeText(text),
      openDocument: text => void showText(documents.put('runpod-text', `${subject.name}.log`, text), 'log'),
      save: text => void saveText(`${subject.name}.log`, text),
      openJob(jobId) {
        const key = jobKey(jobId);
        if (key) openJob(key);
      },
      openFile: (path, line) => void openLinked(workers, path, line),
      hasJob: jobId => jobKey(jobId) !== undefined,
      filesIn: text => filesIn(workers, text),
    };
  }
}

async function saveText(name: string, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const where = folder && vscode.Uri.joinPath(folder, name);
  const uri = await vscode.window.showSaveDialog({ title: 'Save Log', ...(where && { defaultUri: where }) });
  if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${text}\n`));
}
