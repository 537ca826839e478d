// What the image builder says, in an output channel of its own that is made with the first build.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { redact } from '../../base/redact';
import type { BuildEvent } from '../../image/engine';

export interface BuildLog extends Disposable {
  begin(title: string): void;
  event(event: BuildEvent): void;
  show(): void;
}

export function createBuildLog(): BuildLog {
  let channel: vscode.OutputChannel | undefined;
  const open = () => (channel ??= vscode.window.createOutputChannel('RunPod Build'));
  return {
    begin(title) {
      open().clear();
      open().appendLine(title);
    },
    event: event => open().appendLine(redact(lineOf(event))),
    show: () => open().show(true),
    dispose: () => channel?.dispose(),
  };
}

function lineOf(event: BuildEvent): string {
  if (event.kind === 'output') return event.line;
  if (event.kind === 'context') return `Context: ${event.files} files, ${Math.round(event.bytes / 1000)} kB`;
  if (event.kind === 'stepDone') return `[${event.index}] ${event.cached ? 'cached' : 'done'}`;
  return `[${event.index}/${event.total}] ${event.name}${event.cached ? ' (cached)' : ''}`;
}
