// The door of the VS Code extension. Synchronous and without I/O: commands exist before anything is loaded.
import type * as vscode from 'vscode';
import { registerCommands } from './editor/commands/register';
import { commandTable } from './editor/commands/table';
import { compose } from './editor/compose';

export function activate(context: vscode.ExtensionContext): void {
  const services = compose();
  context.subscriptions.push(services.lifetime);
  services.lifetime.add(registerCommands(services, commandTable));
}
