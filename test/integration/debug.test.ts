// Debug Worker Locally in a real VS Code: a job stops at a breakpoint of the user's own file, saving a file starts the
// worker anew under the debugger, and ending the session ends the debugging.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { open, restoreAll, uriOf } from './support/files';

const installMs = 180_000;
const type = 'runpod-worker';

interface Frame {
  readonly name: string;
  readonly line: number;
  readonly source?: { readonly path?: string };
}

/** The frame where the debugger stands, once it does. */
function stopped(): Promise<Frame> {
  return eventually(
    'the debugger stops',
    async () => {
      const session = vscode.debug.activeDebugSession;
      if (session?.type !== type) return undefined;
      const { threads } = await session.customRequest('threads');
      for (const { id } of threads) {
        const trace = await session
          .customRequest('stackTrace', { threadId: id, levels: 1 })
          .then(undefined, () => undefined);
        const frame: Frame | undefined = trace?.stackFrames[0];
        if (frame?.name === 'handler') return frame;
      }
      return undefined;
    },
    60_000,
  );
}

/** The console may stand in front of its editor by now. */
async function save(document: vscode.TextDocument, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(change);
  assert.ok(await document.save(), 'the file was saved');
}

describe('Debug Worker Locally', function () {
  this.timeout(installMs + 60_000);

  after(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    await vscode.commands.executeCommand('runpod.local.stop');
    // A message that still waits for an answer would be refused only when the host has closed its log.
    await vscode.commands.executeCommand('notifications.clearAll');
    await restoreAll();
  });

  it('stops in the handler when a job is sent, and again after a save', async () => {
    const editor = await open('handler.py');
    const text = editor.document.getText();
    const line = text.split('\n').findIndex(row => row.includes('if job_input.get("ping")'));
    const place = new vscode.Location(editor.document.uri, new vscode.Position(line, 0));
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(place)]);

    const started = await vscode.commands.executeCommand<{ endpointId: string } | undefined>(
      'runpod.worker.debug',
      { path: uriOf('.').fsPath.replace(/[\\/]$/, '') },
    );
    assert.ok(started, 'the command answered with the endpoint');
    const send = () =>
      vscode.commands.executeCommand<{ job: { status: string; output: unknown } }>('runpod.job.run', {
        target: 'local',
        endpointId: started.endpointId,
        request: { input: { ping: true } },
      });

    const result = send();
    const frame = await stopped();
    assert.equal(frame.line, line + 1);
    assert.ok(frame.source?.path?.endsWith(editor.document.uri.fsPath), `stands in ${frame.source?.path}`);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.activeDebugSession?.customRequest('continue', { threadId: 1 });
    assert.deepEqual((await result).job.output, { pong: true });

    const first = vscode.debug.activeDebugSession;
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(place)]);
    await save(editor.document, `${text}\n# edited\n`);
    await eventually(
      'another session is there',
      () => vscode.debug.activeDebugSession?.type === type && vscode.debug.activeDebugSession !== first,
      60_000,
    );
    const again = send();
    assert.equal((await stopped()).line, line + 1);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.activeDebugSession?.customRequest('continue', { threadId: 1 });
    assert.equal((await again).job.status, 'COMPLETED');
    await save(editor.document, text);
  });
});
