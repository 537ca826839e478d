// Every command of the extension, declared once. A command that is declared but has no handler does not compile,
// see `editor/commands/table.ts`.
import { endpointCommands } from './endpointCommands';
import { targetCommands } from './targetCommands';
import { workerCommands } from './workerCommands';

export const commands = { ...targetCommands, ...workerCommands, ...endpointCommands };
export type CommandId = keyof typeof commands;
export const commandIds = Object.keys(commands) as CommandId[];
