// Builds every service once, in floor order. The only place that says `new`. No I/O.
import { DisposableStore } from '../base/disposable';
import { openLogChannel } from './adapters/logChannel';
import { longWork } from './adapters/progress';
import { prompts } from './adapters/prompts';
import { settings } from './adapters/settings';
import { createReport } from './report';
import type { Services } from './services';

export function compose(): Services {
  const lifetime = new DisposableStore();
  const log = lifetime.add(openLogChannel(() => []));
  return { log, report: createReport(log), settings, prompts, longWork, lifetime };
}
