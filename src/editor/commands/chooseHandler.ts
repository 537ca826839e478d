// Which handler a command means: the one of the named or open file, the only one, or the one picked.
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import type { LoadingReport } from '../../loading/report';
import type { Services } from '../services';

/** Throws `cancelled` on Escape, `not-found` when the workspace has no handler. */
export async function chooseHandler(
  { workers, prompts }: Pick<Services, 'workers' | 'prompts'>,
  path: string | undefined,
  title: string,
): Promise<LoadingReport> {
  await workers.folders();
  const reports = (workers.all ?? []).flatMap(({ loading }) => loading);
  const active = path ?? vscode.window.activeTextEditor?.document.uri.fsPath;
  const named = reports.find(report => report.path === active);
  if (named) return named;
  if (reports.length === 0) {
    throw new AppError('not-found', 'There is no handler in this workspace.', {
      remedy: 'Open a worker folder, or make one with "RunPod: New Worker…".',
    });
  }
  const choices = reports.map(report => ({
    label: nameOf(report.path),
    description: report.strategy,
    icon: 'symbol-method',
    value: report,
  }));
  return prompts.pick(choices, { title, placeholder: 'Handler', skipSingle: true });
}

/** A file as people know it: relative to its workspace folder, with that folder's name where there are several. */
export function nameOf(path: string): string {
  return vscode.workspace.asRelativePath(path);
}
