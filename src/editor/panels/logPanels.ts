// Panels that follow logs, one per endpoint (and per worker, where one was asked for alone). Closing a panel ends its tail.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import type { LogAction, LogRow } from '../../protocol/logs';
import { isLogAction } from '../../protocol/logs';
import { showText, type TextDocuments } from '../documents/textDocuments';
import { Tail } from '../logs/tail';
import type { EndpointSubject } from '../subject';
import { pageOf, panelIcon, panelRoot } from './html';

export interface LogPanelsOptions {
  readonly documents: TextDocuments;
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
}

export class LogPanels implements vscode.Disposable {
  private readonly open = new Map<string, vscode.WebviewPanel>();
  private readonly lifetime = new DisposableStore();

  constructor(private readonly options: LogPanelsOptions) {}

  show(subject: EndpointSubject): void {
    const id = [subject.target.name, subject.endpointId, subject.workerId ?? ''].join('/');
    const panel = this.open.get(id) ?? this.create(id, subject);
    panel.reveal(undefined, false);
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  private create(id: string, subject: EndpointSubject): vscode.WebviewPanel {
    const { extensionUri, clock } = this.options;
    const panel = vscode.window.createWebviewPanel(
      'runpod.logs',
      `Logs · ${subject.workerId ?? subject.name}`,
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [panelRoot(extensionUri)] },
    );
    panel.iconPath = panelIcon(extensionUri);
    const store = new DisposableStore();
    const tail = store.add(new Tail(subject, clock));
    store.add(tail.onBatch(batch => void panel.webview.postMessage(batch)));
    store.add(
      panel.webview.onDidReceiveMessage(message => isLogAction(message) && this.act(message, tail, panel)),
    );
    panel.onDidDispose(() => {
      this.open.delete(id);
      store.dispose();
    });
    this.open.set(id, panel);
    this.lifetime.add(panel);
    panel.webview.html = pageOf({ panel: panel.webview, extensionUri, name: 'logs', title: 'Logs' });
    void tail.run();
    return panel;
  }

  private act(action: LogAction, tail: Tail, panel: vscode.WebviewPanel): void {
    if (action === 'ready') void panel.webview.postMessage(tail.snapshot());
    else if (action === 'clear') tail.clear();
    else {
      const text = tail.all.map(documentLine).join('\n');
      void showText(this.options.documents.put('runpod-text', `${tail.subject.name}.log`, text), 'log');
    }
  }
}

function documentLine({ ts, workerId, level, kind, text }: LogRow): string {
  if (kind === 'note' || kind === 'gap') return `--- ${text}`;
  return [ts, workerId, level ?? (kind === 'system' ? 'SYSTEM' : ''), text].filter(Boolean).join(' ');
}
