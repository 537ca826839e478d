// The door of the VS Code extension. Synchronous and without I/O: commands exist before anything is loaded.
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { registerSplitAction } from './editor/build/splitAction';
import { registerCommands } from './editor/commands/register';
import { commandTable } from './editor/commands/table';
import { compose } from './editor/compose';
import { registerDebugType } from './editor/debug/debugType';
import { registerCodeActions } from './editor/diagnostics/codeActions';
import { publishDiagnostics } from './editor/diagnostics/publish';
import { registerRulePages } from './editor/diagnostics/rulePages';
import { registerStatusBar } from './editor/status/statusBar';
import { registerLens } from './editor/strategy/lens';
import { registerViews } from './editor/views/register';
import { wake } from './editor/wake';

export function activate(context: vscode.ExtensionContext): void {
  const { services, lifetime } = compose(context);
  context.subscriptions.push(lifetime);
  lifetime.add(registerCommands(services, commandTable));
  // First of those who hear of a check: problems follow the keys, the others may take their time.
  lifetime.add(publishDiagnostics(services.workers, services.settings));
  lifetime.add(registerViews(services));
  lifetime.add(registerCodeActions(services.workers));
  lifetime.add(registerSplitAction());
  lifetime.add(registerRulePages(join(context.extensionPath, 'dist', 'rules')));
  lifetime.add(registerLens(services.workers, services.settings));
  lifetime.add(registerDebugType());
  lifetime.add(registerStatusBar(services));
  lifetime.add(wake(services));
}
