// Every declared command and its handler. A declaration without a handler, or the reverse, does not compile.
import type { CommandTable } from './register';

export const commandTable: CommandTable = {
  'runpod.log.show': async () => (await import('./logShow')).logShow,
};
