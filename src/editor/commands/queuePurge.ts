// Removes the jobs that still wait, after asking: they are gone for good.
import { count } from '../../base/words';
import { optionsOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const queuePurge: Command = async (services, given) => {
  const { target, endpointId, name } = await chooseEndpoint(services, given, 'Purge Queue');
  const { jobs } = await target.cloud.jobs.health(endpointId);
  if (jobs.inQueue === 0) {
    void services.prompts.tell(`No job waits for ${name}.`);
    return 0;
  }
  if (!optionsOf(given).confirmed) {
    await services.prompts.confirm(`Remove ${count(jobs.inQueue, 'waiting job')} from ${name}?`, {
      detail: 'They are gone for good, and whoever waits for them is not told. Jobs that already run go on.',
      button: 'Purge Queue',
    });
  }
  const removed = await services.longWork(`Purging the queue of ${name}`, (_progress, signal) =>
    target.cloud.jobs.purgeQueue(endpointId, signal),
  );
  services.endpoints.touch({ target, endpointId });
  void services.prompts.tell(`Removed ${count(removed, 'job')} from the queue of ${name}.`);
  return removed;
};
