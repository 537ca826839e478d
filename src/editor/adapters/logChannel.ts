// The extension's own log: one channel with levels, whose level users set with VS Code's own command.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { createLogger, type Logger } from '../../base/log';

export interface LogChannel extends Logger, Disposable {
  /** Brings the channel to the front; only ever because somebody asked. */
  show(): void;
}

export function openLogChannel(secrets: () => Iterable<string>): LogChannel {
  const channel = vscode.window.createOutputChannel('RunPod', { log: true });
  const logger = createLogger((level, line) => channel[level](line), secrets);
  return { ...logger, show: () => channel.show(), dispose: () => channel.dispose() };
}
