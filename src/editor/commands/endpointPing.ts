// Pings an endpoint and says how long each part took.

import { systemClock } from '../../base/clock';
import { AppError } from '../../base/errors';
import { duration } from '../../base/words';
import { ping } from '../../flows/ping';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const endpointPing: Command = async (services, given) => {
  const { target, endpointId, name } = await chooseEndpoint(services, given, 'Ping Endpoint');
  const result = await services.longWork(`Pinging ${name}`, (_progress, signal) =>
    ping(target.cloud, { endpointId }, { clock: systemClock }, signal),
  );
  services.endpoints.touch({ target, endpointId });
  if (!result.ok) {
    throw new AppError('remote', `${name} answered the ping with an error: ${result.reason}`, {
      remedy: 'Look at the logs of its workers.',
    });
  }
  const { queueMs, runMs } = result;
  const parts = [
    queueMs !== undefined && `queue ${duration(queueMs)}`,
    runMs !== undefined && `run ${duration(runMs)}`,
  ].filter(Boolean);
  const split = parts.length > 0 ? ` (${parts.join(', ')})` : '';
  const by = result.workerId ? ` Worker ${result.workerId}.` : '';
  void services.prompts.tell(`${name} answered in ${duration(result.totalMs)}${split}.${by}`);
  return result;
};
