// A handler's loading strategy in a few words, for the lens, the status bar and the tree. Pure.
import type { LoadingReport, SwitchTarget } from '../../loading/report';

export function strategyWords({ strategy }: Pick<LoadingReport, 'strategy'>): string {
  const words: Record<LoadingReport['strategy'], string> = {
    warm: 'Warm load',
    lazy: 'Lazy load',
    hybrid: 'Warm and lazy load',
    'per-request': 'Loads in every job',
    none: 'No model load',
    unknown: 'Load not understood',
  };
  return words[strategy];
}

/** What it could be switched to and is not. */
export function otherStrategies({ strategy, switchable }: LoadingReport): SwitchTarget[] {
  return (['warm', 'lazy'] as const).filter(to => switchable[to] && strategy !== to);
}
