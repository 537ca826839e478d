// The panel that shows a comparison of loading strategies. There is one; closing it, or another comparison, ends the run.
import * as vscode from 'vscode';
import { DisposableStore, Slot } from '../../base/disposable';
import type { CommandId } from '../../manifest/commands';
import { type ComparisonMessage, isComparisonMessage } from '../../protocol/comparison';
import { comparisonTable } from '../../protocol/comparisonTable';
import type { StrategyComparison } from '../strategy/comparison';
import { pageOf, panelIcon, panelRoot } from './html';

const switchCommand: CommandId = 'runpod.strategy.switch';

export class ComparisonPanel implements vscode.Disposable {
  private readonly shown = new Slot<DisposableStore>();

  constructor(private readonly extensionUri: vscode.Uri) {}

  show(comparison: StrategyComparison): void {
    const { extensionUri } = this;
    const store = new DisposableStore();
    this.shown.set(store);
    const panel = vscode.window.createWebviewPanel(
      'runpod.comparison',
      `Warm or Lazy · ${comparison.snapshot.title}`,
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [panelRoot(extensionUri)] },
    );
    panel.iconPath = panelIcon(extensionUri);
    const { webview } = panel;
    const send = () => void webview.postMessage(comparison.snapshot);
    store.add(comparison);
    store.add(panel);
    store.add(comparison.onChange(send));
    store.add(
      webview.onDidReceiveMessage(message => {
        if (message === 'ready') send();
        else if (isComparisonMessage(message)) act(comparison, message);
      }),
    );
    panel.onDidDispose(() => store.dispose());
    webview.html = pageOf({ panel: webview, extensionUri, name: 'compare', title: 'Warm or Lazy' });
  }

  dispose(): void {
    this.shown.dispose();
  }
}

function act(comparison: StrategyComparison, message: ComparisonMessage): void {
  if (typeof message === 'object') comparison.expect(message);
  else if (message === 'cancel') comparison.cancel();
  else if (message === 'again') void comparison.run();
  else if (message === 'copy') void vscode.env.clipboard.writeText(textOf(comparison));
  else if (message !== 'ready') {
    const to = message === 'switchWarm' ? 'warm' : 'lazy';
    void vscode.commands.executeCommand(switchCommand, { path: comparison.worker.path, to });
  }
}

/** As Markdown, for an issue or a pull request. */
function textOf({ snapshot: { comparison, verdict } }: StrategyComparison): string {
  if (!comparison) return '';
  const { head, rows } = comparisonTable(comparison);
  const lines = [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`);
  const words = verdict ? [verdict.sentence, '', ...verdict.reasons, ...verdict.assumptions] : [];
  return [...lines, '', ...words, ''].join('\n');
}
