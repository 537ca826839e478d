// The connections to all workers of an endpoint as one state, in words: the worst first.
import { count, duration } from '../../base/words';
import type { TailState } from '../../logs/tailWorker';
import type { LogStatus } from '../../protocol/logs';

export type ConnectionStatus = Pick<LogStatus, 'state' | 'stateText'>;

export function statusOf(states: readonly TailState[]): ConnectionStatus {
  const open = states.filter(state => state.kind !== 'ended');
  const retrying = open.find(state => state.kind === 'retrying');
  if (retrying) {
    const { workerId, reason, inMs } = retrying;
    const stateText = `Reconnecting to ${workerId} in ${duration(inMs)}: ${reason}`;
    return { state: 'broken', stateText };
  }
  if (open.some(state => state.kind === 'connecting'))
    return { state: 'connecting', stateText: 'Connecting…' };
  const words = open.length === 0 ? 'Waiting for workers' : `Following ${count(open.length, 'worker')}`;
  return { state: 'live', stateText: words };
}
