// Every command of the extension, declared once. A command that is declared but has no handler does not compile,
// see `editor/commands/table.ts`.
import { targetCommands } from './targetCommands';

export const commands = { ...targetCommands };
export type CommandId = keyof typeof commands;
export const commandIds = Object.keys(commands) as CommandId[];
