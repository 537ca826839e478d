// The panel that shows what an image is made of. There is one; another image takes its place.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, Slot } from '../../base/disposable';
import { type ImageAction, type ImageSnapshot, isImageAction } from '../../protocol/imageReport';
import { pageOf, panelIcon, panelRoot } from './html';

export interface ShownImage extends ImageSnapshot {
  /** The worker folder, which the lines behind the layers are relative to. */
  readonly folder: string;
}

export interface ImagePanelOptions {
  readonly extensionUri: vscode.Uri;
  /** Looks at the image again. */
  readonly onAgain: (image: ShownImage) => void;
}

export class ImagePanel implements vscode.Disposable {
  private readonly open = new Slot<DisposableStore>();
  private panel: vscode.WebviewPanel | undefined;
  private shown: ShownImage | undefined;

  constructor(private readonly options: ImagePanelOptions) {}

  show(image: ShownImage): void {
    this.shown = image;
    this.panel ??= this.create();
    const { reference } = image.report;
    this.panel.title = `Image · ${reference.slice(reference.lastIndexOf('/') + 1).replace(/:.*/, '')}`;
    this.panel.reveal();
    this.send();
  }

  dispose(): void {
    this.open.dispose();
  }

  private create(): vscode.WebviewPanel {
    const { extensionUri } = this.options;
    const store = new DisposableStore();
    const panel = vscode.window.createWebviewPanel('runpod.image', 'Image', vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [panelRoot(extensionUri)],
    });
    panel.iconPath = panelIcon(extensionUri);
    store.add(panel);
    store.add(panel.webview.onDidReceiveMessage(message => isImageAction(message) && this.act(message)));
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.open.set(undefined);
    });
    this.open.set(store);
    panel.webview.html = pageOf({ panel: panel.webview, extensionUri, name: 'imageReport', title: 'Image' });
    return panel;
  }

  private send(): void {
    if (!this.shown) return;
    const { report, unread } = this.shown;
    void this.panel?.webview.postMessage({ report, unread } satisfies ImageSnapshot);
  }

  private act(action: ImageAction): void {
    const { shown } = this;
    if (!shown) return;
    if (action.kind === 'ready') this.send();
    else if (action.kind === 'openLine') void openLine(shown, action.layer);
    else if (action.kind === 'again') this.options.onAgain(shown);
    else if (action.kind === 'copy')
      void vscode.env.clipboard.writeText(JSON.stringify(shown.report, null, 2));
    else
      void vscode.commands.executeCommand(
        'workbench.action.openSettings',
        'runpod.deploy.pullMegabytesPerSecond',
      );
  }
}

async function openLine({ folder, report }: ShownImage, layer: number): Promise<void> {
  const place = report.layers[layer]?.place;
  if (!place) return;
  const at = new vscode.Position(place.line, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, place.path)), {
    viewColumn: vscode.ViewColumn.Beside,
    selection: new vscode.Range(at, at),
  });
}
