// Sets how long a worker waits for another job before it stops.
import { AppError } from '../../base/errors';
import { scaleEndpoint } from '../../flows/endpointLife';
import { optionsOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const endpointIdleTimeout: Command = async (services, given) => {
  const { target, endpointId, name } = await chooseEndpoint(services, given, 'Idle Timeout');
  const { workers } = await target.cloud.endpoints.get(endpointId);
  if (workers.idleTimeout === undefined) {
    throw new AppError('refused', `${name} scales by the number of jobs and has no idle timeout.`);
  }
  const text =
    optionsOf(given).seconds ??
    (await services.prompts.text({
      title: `Idle timeout of ${name}`,
      prompt:
        'Seconds a worker waits for the next job before it stops. Waiting costs money, starting again costs time.',
      value: String(workers.idleTimeout),
      problem,
    }));
  const idleTimeout = Number(text);
  await services.longWork(`Idle timeout of ${name}`, (_progress, signal) =>
    scaleEndpoint(target.cloud, endpointId, { idleTimeout }, signal),
  );
  services.endpoints.touch({ target, endpointId });
  void services.prompts.tell(`Workers of ${name} stop after ${idleTimeout} s without a job.`);
};

function problem(text: string): string | undefined {
  const value = Number(text);
  return /^\d+$/.test(text.trim()) && value >= 1 && value <= 3600
    ? undefined
    : 'A whole number from 1 to 3600.';
}
