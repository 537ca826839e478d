// Commands about the extension itself.
import type { CommandSpec } from './commandSpec';

export const targetCommands = {
  'runpod.log.show': {
    title: 'Show Log',
    icon: 'output',
    palette: 'always',
    about: "Opens the extension's own log.",
  },
} as const satisfies Record<`runpod.${string}.${string}`, CommandSpec>;
