// The one door through which errors reach a person: what happened, what to do, and the log one click away.
import * as vscode from 'vscode';
import { explain } from '../base/errors';
import { BuildFailure } from '../image/build/buildFailure';
import type { LogChannel } from './adapters/logChannel';
import { openDockerfile } from './build/openDockerfile';

export type Report = (error: unknown, doing: string) => void;

/** `doing` says what was being done, such as the title of a command; cancelling is not an error and says nothing. */
export function createReport(log: LogChannel): Report {
  return (error, doing) => {
    const { kind, message, remedy } = explain(error);
    if (kind === 'cancelled') {
      log.debug(`${doing}: cancelled.`);
      return;
    }
    log.error(`${doing}:`, error);
    const words = [message, remedy].filter(Boolean).join(' ');
    const show = kind === 'refused' ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
    const actions: Record<string, () => unknown> = {
      ...(error instanceof BuildFailure && { 'Open Dockerfile': () => openDockerfile(error.place) }),
      'Show Log': () => log.show(),
    };
    show(words, ...Object.keys(actions)).then(pressed => pressed && actions[pressed]?.());
  };
}
