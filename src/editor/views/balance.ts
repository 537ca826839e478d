// What an account has left and spends, in words, and whether somebody should be told.
import { duration } from '../../base/words';
import type { Myself } from '../../wire/graphql';

export interface Balance {
  readonly level: 'fine' | 'low';
  /** `$12.40 · $0.34/h`. */
  readonly text: string;
  readonly tooltip: string;
}

/** Undefined while RunPod has not told; `lowUsd` is the setting, 0 for never. */
export function balanceOf(myself: Myself | undefined, lowUsd: number): Balance | undefined {
  const { clientBalance: left, currentSpendPerHr: perHour } = myself ?? {};
  if (left === null || left === undefined) return undefined;
  const spends = (perHour ?? 0) > 0;
  const hours = spends ? left / (perHour ?? 1) : undefined;
  const level = left < lowUsd ? 'low' : 'fine';
  const spending = spends ? `$${(perHour ?? 0).toFixed(2)}/h` : '';
  const lasts =
    hours !== undefined && hours > 0 ? `At this rate it lasts ${duration(hours * 3_600_000)}.` : '';
  return {
    level,
    text: [`$${left.toFixed(2)}${level === 'low' ? ' left' : ''}`, spending].filter(Boolean).join(' · '),
    tooltip: [
      `Balance **$${left.toFixed(2)}**${level === 'low' ? `, below the warning at $${lowUsd}` : ''}.`,
      spends ? `Everything that runs costs **${spending}** now. ${lasts}` : 'Nothing that costs runs now.',
    ].join('\n\n'),
  };
}
