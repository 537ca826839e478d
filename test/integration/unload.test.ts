// The end of the extension's life. Runs last (files run in the order of their names): after it the extension is gone.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { extension } from './support/extension';

interface Probe {
  readonly context: vscode.ExtensionContext | undefined;
  readonly deactivate: (() => unknown) | undefined;
  /** What started each timer that still waits. */
  readonly timers: ReadonlyMap<unknown, string>;
}

describe('unload', () => {
  const probe = (globalThis as { runpodProbe?: Probe }).runpodProbe;

  before(async function () {
    // A desktop VS Code starts its extension host itself and lets nothing be loaded into it first.
    if (!probe) this.skip();
    await extension().activate();
    await probe.deactivate?.();
    for (const held of probe.context?.subscriptions.splice(0).reverse() ?? []) held.dispose();
  });

  it('leaves no command behind', async () => {
    const ids = extension().packageJSON.contributes.commands.map((one: { command: string }) => one.command);
    await eventually('the commands are gone', async () => {
      const registered = await vscode.commands.getCommands(true);
      return !ids.some((id: string) => registered.includes(id));
    });
  });

  it('leaves no timer running', async () => {
    // What was on its way when the end came may still arrive, but it may start nothing new.
    await new Promise(done => setTimeout(done, 1_000));
    assert.deepEqual([...(probe?.timers.values() ?? [])], []);
  });
});
