// Opens the extension's own log.
import type { Command } from './command';

export const logShow: Command = ({ log }) => log.show();
