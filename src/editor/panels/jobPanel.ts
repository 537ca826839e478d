// The panel that shows one job. There is one such panel; another job takes its place.
import * as vscode from 'vscode';
import { DisposableStore, Slot } from '../../base/disposable';
import { isJobAction, type JobAction } from '../../protocol/jobResult';
import { showText, type TextDocuments } from '../documents/textDocuments';
import type { Jobs } from '../jobs/jobs';
import { pageOf, panelIcon, panelRoot } from './html';

export interface JobPanelOptions {
  readonly jobs: Jobs;
  readonly documents: TextDocuments;
  readonly extensionUri: vscode.Uri;
  /** What the buttons do that reach beyond the panel. */
  readonly onAction: (action: 'again' | 'tailLogs', key: string) => void;
}

export class JobPanel implements vscode.Disposable {
  private readonly open = new Slot<DisposableStore>();
  private panel: vscode.WebviewPanel | undefined;
  private key = '';

  constructor(private readonly options: JobPanelOptions) {}

  show(key: string): void {
    this.key = key;
    this.panel ??= this.create();
    this.panel.title = `Job · ${this.options.jobs.get(key)?.subject.name ?? ''}`;
    this.panel.reveal(undefined, true);
    this.send();
  }

  dispose(): void {
    this.open.dispose();
  }

  private create(): vscode.WebviewPanel {
    const { extensionUri, jobs } = this.options;
    const store = new DisposableStore();
    const panel = vscode.window.createWebviewPanel(
      'runpod.job',
      'Job',
      { viewColumn: vscode.ViewColumn.Active, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [panelRoot(extensionUri)] },
    );
    panel.iconPath = panelIcon(extensionUri);
    store.add(panel);
    store.add(panel.webview.onDidReceiveMessage(message => isJobAction(message) && this.act(message)));
    store.add(jobs.onChange(job => job.key === this.key && this.send()));
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.open.set(undefined);
    });
    this.open.set(store);
    panel.webview.html = pageOf({ panel: panel.webview, extensionUri, name: 'jobResult', title: 'Job' });
    return panel;
  }

  private send(): void {
    const job = this.options.jobs.get(this.key);
    if (job) void this.panel?.webview.postMessage(job.snapshot);
  }

  private act(action: JobAction): void {
    const { jobs, documents, onAction } = this.options;
    const job = jobs.get(this.key);
    if (action === 'ready') this.send();
    else if (action === 'cancel') jobs.cancel(this.key);
    else if (action === 'again' || action === 'tailLogs') onAction(action, this.key);
    else if (job && action === 'copy') void vscode.env.clipboard.writeText(wholeText(job.output));
    else if (job) {
      const name = `${job.snapshot.jobId ?? job.key}.json`;
      void showText(documents.put('runpod-text', name, wholeText(job.output)), 'json');
    }
  }
}

function wholeText(output: unknown): string {
  return typeof output === 'string' ? output : (JSON.stringify(output, null, 2) ?? '');
}
