// What commands, views and diagnostics are given. At most twelve; a function that needs two takes two.
import type { DisposableStore } from '../base/disposable';
import type { LogChannel } from './adapters/logChannel';
import type { LongWork } from './adapters/progress';
import type { Prompts } from './adapters/prompts';
import type { Settings } from './adapters/settings';
import type { Report } from './report';

export interface Services {
  readonly log: LogChannel;
  /** The one error door. */
  readonly report: Report;
  readonly settings: Settings;
  readonly prompts: Prompts;
  readonly longWork: LongWork;
  /** Ends with the extension. */
  readonly lifetime: DisposableStore;
}
