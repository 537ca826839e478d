// Registers every declared command. Whatever a command throws goes through the error door.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type CommandId, commandIds, commands } from '../../manifest/commands';
import type { Services } from '../services';
import type { LazyCommand } from './command';

export type CommandTable = { readonly [K in CommandId]: LazyCommand };

export function registerCommands(services: Services, table: CommandTable): DisposableStore {
  const store = new DisposableStore();
  for (const id of commandIds) {
    const run = async (given: unknown) => {
      try {
        const command = await table[id]();
        return await command(services, given);
      } catch (error) {
        const { plainer } = await import('./goneEndpoint');
        services.report(await plainer(services, error, given), commands[id].title.replace(/…$/, ''));
        return undefined;
      }
    };
    store.add(vscode.commands.registerCommand(id, run));
  }
  return store;
}
