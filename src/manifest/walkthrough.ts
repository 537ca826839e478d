// Five steps from nothing to a job that ran. A step is done when its command ran, or when the context says so.
import type { CommandId } from './commands';
import type { ContextKey } from './when';

interface Step {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly button: readonly [title: string, command: CommandId];
  /** A picture in `media/`, with the words for people who do not see it. */
  readonly picture: readonly [path: string, words: string];
  readonly doneWhen?: ContextKey;
}

export const walkthroughId = 'runpod.start';

export const steps: readonly Step[] = [];
