// What a command is: a function over the services, given what it was invoked on (a tree item, or options from a
// keybinding, another command or a test). What is given is not asked.
import type { Services } from '../services';

export type Command = (services: Services, given: unknown) => unknown;

/** Loaded when it is first used, so that activation pays for none. */
export type LazyCommand = () => Promise<Command>;
