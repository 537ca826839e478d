// Long work: a notification with Cancel that really aborts.
import * as vscode from 'vscode';
import type { Progress } from '../../base/ports';
import { signalOf } from './cancelSignal';

export type LongWork = <T>(
  title: string,
  work: (progress: Progress, signal: AbortSignal) => Promise<T>,
) => Promise<T>;

export const longWork: LongWork = async (title, work) =>
  vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (bar, token) => work(reportTo(bar), signalOf(token)),
  );

/** VS Code wants increments; we know fractions of the whole, which never go back. */
function reportTo(bar: vscode.Progress<{ message?: string; increment?: number }>): Progress {
  let shown = 0;
  return {
    report({ message, fraction }) {
      const next = Math.max(shown, Math.min(100, Math.round((fraction ?? 0) * 100)));
      bar.report(next > shown ? { message, increment: next - shown } : { message });
      shown = next;
    },
  };
}
