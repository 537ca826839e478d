// What the image builder says, in an output channel of its own that is made with the first build. A build that failed
// leaves a problem at its line of the Dockerfile until the next one begins.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { explain } from '../../base/errors';
import { redact } from '../../base/redact';
import { duration, formatBytes } from '../../base/words';
import type { BuildFailure } from '../../image/build/buildFailure';
import type { BuildEvent } from '../../image/engine';

export interface BuildLog extends Disposable {
  begin(title: string): void;
  event(event: BuildEvent): void;
  failed(failure: BuildFailure): void;
  show(): void;
}

export function createBuildLog(): BuildLog {
  const store = new DisposableStore();
  let made: { channel: vscode.OutputChannel; problems: vscode.DiagnosticCollection } | undefined;
  const open = () =>
    (made ??= {
      channel: store.add(vscode.window.createOutputChannel('RunPod Build')),
      problems: store.add(vscode.languages.createDiagnosticCollection('runpod-build')),
    });
  const append = (line: string) => open().channel.appendLine(redact(line));
  return {
    begin(title) {
      open().problems.clear();
      open().channel.clear();
      append(title);
    },
    event(event) {
      const line = lineOf(event);
      if (line !== undefined) append(line);
    },
    failed(failure) {
      const { folder, dockerfile, line = 0 } = failure.place;
      const path = join(folder, dockerfile);
      const { message, remedy } = explain(failure);
      // VS Code makes a link of a path with a line.
      append(`\n${path}:${line + 1}: ${message}${remedy ? ` ${remedy}` : ''}`);
      const range = new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
      const problem = new vscode.Diagnostic(range, redact([message, remedy].filter(Boolean).join(' ')));
      problem.source = 'RunPod build';
      open().problems.set(vscode.Uri.file(path), [problem]);
    },
    show: () => open().channel.show(true),
    dispose: () => store.dispose(),
  };
}

/** Undefined for what a log need not keep. */
function lineOf(event: BuildEvent): string | undefined {
  switch (event.kind) {
    case 'output':
      return event.line;
    case 'context':
      return `Context: ${event.files} files, ${formatBytes(event.bytes)}`;
    case 'step':
      return `[${event.index}/${event.total}] ${event.name}${event.cached ? ' (cached)' : ''}`;
    case 'stepDone': {
      const time = event.seconds === undefined ? '' : ` in ${duration(event.seconds * 1000)}`;
      return `[${event.index}] ${event.cached ? 'cached' : `done${time}`}`;
    }
    case 'transfer':
      return undefined;
  }
}
