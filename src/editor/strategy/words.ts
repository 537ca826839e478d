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

/** Whether both variants exist or can be made, so that they can be measured against each other. */
export function canCompare({ strategy, switchable }: LoadingReport): boolean {
  const missing: Record<LoadingReport['strategy'], readonly SwitchTarget[] | undefined> = {
    warm: ['lazy'],
    hybrid: ['lazy'],
    lazy: ['warm'],
    'per-request': ['warm', 'lazy'],
    none: undefined,
    unknown: undefined,
  };
  return missing[strategy]?.every(to => switchable[to]) ?? false;
}
