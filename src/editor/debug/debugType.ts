// Our own debug type: it connects VS Code to the debugpy in front of a worker, so that debugging needs no other
// extension. Sessions are made by the command, which knows the port; a launch.json of the user may name one too.
import * as vscode from 'vscode';

export const debugType = 'runpod-worker';

export interface DebugSessionPlan {
  readonly name: string;
  readonly port: number;
  /** The user's folder, and the copy of it that the worker runs. */
  readonly localRoot: string;
  readonly remoteRoot: string;
}

export function registerDebugType(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterDescriptorFactory(debugType, {
    createDebugAdapterDescriptor({ configuration }) {
      const { host, port } = configuration.connect ?? {};
      return new vscode.DebugAdapterServer(Number(port), typeof host === 'string' ? host : '127.0.0.1');
    },
  });
}

/** Attaches; false when VS Code could not start the session. */
export function attach({ name, port, localRoot, remoteRoot }: DebugSessionPlan): Thenable<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(localRoot));
  return vscode.debug.startDebugging(folder, {
    type: debugType,
    request: 'attach',
    name,
    connect: { host: '127.0.0.1', port },
    pathMappings: [{ localRoot, remoteRoot }],
    // The handler is what is debugged, not the SDK under it.
    justMyCode: true,
    subProcess: false,
  });
}
