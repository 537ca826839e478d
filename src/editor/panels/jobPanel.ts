// The panel of the job console. There is one; another endpoint or job takes its place. VS Code brings it back after a
// reload with what it kept: the endpoint, the job, and the input as it was being written.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, Slot } from '../../base/disposable';
import { readConsoleMessage, readConsolePlace } from '../../protocol/consoleMessages';
import type { ConsolePlace } from '../../protocol/jobConsole';
import { showText, type TextDocuments } from '../documents/textDocuments';
import type { SessionJob } from '../jobs/job';
import { type ConsoleDoors, JobConsole } from '../jobs/jobConsole';
import type { Jobs } from '../jobs/jobs';
import type { EndpointSubject } from '../subject';
import type { Workers } from '../workers/workers';
import { pageOf, panelIcon, panelRoot } from './html';

export interface JobPanelOptions {
  readonly jobs: Jobs;
  readonly workers: Workers;
  readonly documents: TextDocuments;
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  readonly jobTimeoutMs: () => number;
  readonly report: ConsoleDoors['report'];
  /** What reaches beyond the panel. */
  readonly tailLogs: (job: SessionJob) => void;
  readonly saveInput: ConsoleDoors['saveInput'];
  /** Finds what a console of an earlier window showed. */
  readonly comeBack: (place: ConsolePlace, console: JobConsole) => Promise<void>;
}

export const jobPanelType = 'runpod.job';

interface Open {
  readonly panel: vscode.WebviewPanel;
  readonly console: JobConsole;
}

export class JobPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly lifetime = new Slot<DisposableStore>();
  private readonly registration = vscode.window.registerWebviewPanelSerializer(jobPanelType, this);
  private open: Open | undefined;

  constructor(private readonly options: JobPanelOptions) {}

  show(subject: EndpointSubject, what: { readonly key?: string; readonly input?: string } = {}): void {
    const { panel, console } = this.open ?? this.adopt(this.create());
    console.show(subject, what);
    panel.title = console.title;
    panel.reveal(undefined, what.key !== undefined);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const place = readConsolePlace(state);
    if (!place || this.open) {
      panel.dispose();
      return;
    }
    const { console } = this.adopt(panel);
    panel.title = `Job · ${place.name}`;
    console.waitFor(place, 'Looking for the endpoint…');
    await this.options.comeBack(place, console).catch(error => this.options.report(error, 'Job Console'));
  }

  dispose(): void {
    this.registration.dispose();
    this.lifetime.dispose();
  }

  private create(): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(jobPanelType, 'Job', vscode.ViewColumn.Active);
  }

  private adopt(panel: vscode.WebviewPanel): Open {
    const { extensionUri, jobs, workers, clock, jobTimeoutMs } = this.options;
    const store = new DisposableStore();
    const origins = new Set<string>();
    panel.webview.options = { enableScripts: true, localResourceRoots: [panelRoot(extensionUri)] };
    panel.iconPath = panelIcon(extensionUri);
    const load = () => {
      const page = { panel: panel.webview, extensionUri, name: 'jobConsole', title: 'Job' } as const;
      panel.webview.html = pageOf({ ...page, mediaOrigins: [...origins] });
    };
    const allowOrigin = (origin: string) => {
      origins.add(origin);
      console.hidden();
      load();
    };
    const doors = { ...this.doorsOf(panel), allowOrigin };
    const console = store.add(new JobConsole({ jobs, workers, clock, timeoutMs: jobTimeoutMs, doors }));
    store.add(panel);
    store.add(
      panel.webview.onDidReceiveMessage(given => {
        const message = readConsoleMessage(given);
        if (message) console.answer(message);
      }),
    );
    store.add(panel.onDidChangeViewState(() => panel.visible || console.hidden()));
    panel.onDidDispose(() => {
      this.open = undefined;
      this.lifetime.set(undefined);
    });
    this.lifetime.set(store);
    this.open = { panel, console };
    load();
    return this.open;
  }

  private doorsOf(panel: vscode.WebviewPanel): Omit<ConsoleDoors, 'allowOrigin'> {
    const { documents, tailLogs, saveInput, report } = this.options;
    return {
      send: message => void panel.webview.postMessage(message),
      copy(text, what) {
        void vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(`${what} was copied.`, 3_000);
      },
      openDocument: (name, text) => void showText(documents.put('runpod-text', name, text), 'json'),
      saveBytes: (name, bytes) => void saveBytes(name, bytes).catch(error => report(error, 'Save')),
      saveInput,
      tailLogs,
      report,
    };
  }
}

async function saveBytes(name: string, bytes: Uint8Array): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const where = folder && vscode.Uri.joinPath(folder, name);
  const uri = await vscode.window.showSaveDialog({ title: 'Save', ...(where && { defaultUri: where }) });
  if (uri) await vscode.workspace.fs.writeFile(uri, bytes);
}
