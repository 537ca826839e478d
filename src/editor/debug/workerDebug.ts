// One worker being debugged: attaches, starts the worker anew when a file of its folder is saved, and lets the endpoint
// go back to what was deployed when the session ends.
import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { LocalDebug } from '../../api/localDebug';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { AppError } from '../../base/errors';
import type { Progress } from '../../base/ports';
import { startDebugged } from '../../flows/debugWorker';
import type { Report } from '../report';
import { attach, debugType } from './debugType';

export interface WorkerDebugOptions {
  readonly debug: LocalDebug;
  readonly endpointId: string;
  readonly name: string;
  readonly folder: string;
  readonly clock: Clock;
  readonly report: Report;
}

const restartsOn = /\.(py|json|toml|txt|ya?ml|env)$/;
const quiet: Progress = { report: () => undefined };

export class WorkerDebug implements vscode.Disposable {
  private readonly store = new DisposableStore();
  private readonly stop = new AbortController();
  private session: vscode.DebugSession | undefined;
  private restarting = false;
  private savedMeanwhile = false;

  constructor(private readonly options: WorkerDebugOptions) {
    this.store.add(vscode.debug.onDidTerminateDebugSession(ended => this.ended(ended)));
    this.store.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => this.saved(uri.fsPath)));
  }

  /** Resolves once the debugger is attached. */
  async start(progress: Progress, signal: AbortSignal): Promise<{ readonly workerId: string }> {
    const { debug, endpointId, folder, clock, name } = this.options;
    const deps = { clock, progress };
    const worker = await startDebugged(debug, { endpointId, folder }, deps, signal);
    progress.report({ message: 'Attaching' });
    const started = new Promise<vscode.DebugSession>(resolve => {
      const listening = this.store.add(
        vscode.debug.onDidStartDebugSession(session => {
          if (session.type !== debugType || session.configuration.connect?.port !== worker.port) return;
          listening.dispose();
          resolve(session);
        }),
      );
    });
    const plan = { name: `Worker ${name}`, port: worker.port, localRoot: folder, remoteRoot: worker.folder };
    if (!(await attach(plan))) {
      throw new AppError('remote', 'VS Code could not attach to the worker.', {
        remedy: 'Look at the logs of the worker, then debug again.',
      });
    }
    this.session = await started;
    return { workerId: worker.workerId };
  }

  dispose(): void {
    if (this.stop.signal.aborted) return;
    this.stop.abort();
    this.store.dispose();
    const { debug, endpointId } = this.options;
    // Local RunPod may be gone before its debugger; then there is nothing to go back to.
    debug.end(endpointId).catch(() => undefined);
  }

  private ended(session: vscode.DebugSession): void {
    if (session !== this.session || this.restarting) return;
    this.dispose();
  }

  private saved(path: string): void {
    if (!path.startsWith(this.options.folder + sep) || !restartsOn.test(path)) return;
    this.savedMeanwhile = true;
    void this.restart();
  }

  /** One after the other: what is saved during a restart makes another. */
  private async restart(): Promise<void> {
    if (this.restarting) return;
    this.restarting = true;
    try {
      while (this.savedMeanwhile && !this.stop.signal.aborted) {
        this.savedMeanwhile = false;
        await vscode.debug.stopDebugging(this.session);
        await this.start(quiet, this.stop.signal);
      }
    } catch (error) {
      this.options.report(error, 'Debug Worker Locally');
      this.dispose();
    } finally {
      this.restarting = false;
    }
  }
}
