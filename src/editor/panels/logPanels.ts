// Panels that show logs, one for each endpoint. Closing one ends its session; what it saw stays on disk.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { logFolder } from '../../flows/tailLogsFolder';
import { readLogMessage, type SavedLogPanel, savedLogPanel } from '../../protocol/logMessages';
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
  /** The endpoint that a panel of an earlier window showed; undefined when its target is not there any more. */
  readonly subjectOf: (saved: SavedLogPanel) => Promise<EndpointSubject | undefined>;
}

const viewType = 'runpod.logs';

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
  private readonly changed = new Emitter<void>();
  /** A panel was opened or closed. */
  readonly onChange: Event<void> = this.changed.event;

  constructor(private readonly options: LogPanelsOptions) {
    this.lifetime.add(vscode.window.registerWebviewPanelSerializer(viewType, this));
  }

  show(subject: EndpointSubject, focus: LogFocus = {}): void {
    const open = this.open.get(idOf(subject));
    open?.panel.reveal(undefined, false);
    const { conversation } = open ?? this.fill(this.create(subject), subject);
    conversation.focusOn({ workerId: subject.workerId, jobId: focus.jobId });
  }

  isOpen(subject: Pick<EndpointSubject, 'target' | 'endpointId'>): boolean {
    return this.open.has(idOf(subject));
  }

  /** A panel that was there before the window was loaded anew. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const saved = savedLogPanel(state);
    const subject = saved && (await this.options.subjectOf(saved));
    if (!subject || this.isOpen(subject)) panel.dispose();
    else this.fill(panel, subject).conversation.setFilter(saved.filter);
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  private create({ name }: EndpointSubject): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(viewType, `Logs · ${name}`, vscode.ViewColumn.Active);
  }

  private fill(panel: vscode.WebviewPanel, subject: EndpointSubject): OpenPanel {
    const { extensionUri, clock, stateFolder, secrets } = this.options;
    const id = idOf(subject);
    panel.webview.options = { enableScripts: true, localResourceRoots: [panelRoot(extensionUri)] };
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
      this.changed.fire();
    });
    const opened = { panel, conversation };
    this.open.set(id, opened);
    this.lifetime.add(panel);
    panel.webview.html = pageOf({ panel: panel.webview, extensionUri, name: 'logs', title: 'Logs' });
    void session.run();
    this.changed.fire();
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

function idOf({ target, endpointId }: Pick<EndpointSubject, 'target' | 'endpointId'>): string {
  return [target.name, endpointId].join('/');
}

async function saveText(name: string, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const where = folder && vscode.Uri.joinPath(folder, name);
  const uri = await vscode.window.showSaveDialog({ title: 'Save Log', ...(where && { defaultUri: where }) });
  if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${text}\n`));
}
