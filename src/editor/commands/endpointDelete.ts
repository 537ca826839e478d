// Deletes an endpoint, after its name was typed: it cannot be undone, and its id never comes back.
import { count } from '../../base/words';
import { optionsOf } from '../subject';
import { chooseEndpoint, targetTitle } from './choose';
import type { Command } from './command';

export const endpointDelete: Command = async (services, given) => {
  const { target, endpointId, name } = await chooseEndpoint(services, given, 'Delete Endpoint');
  const { cloud } = target;
  const [workers, health] = await Promise.all([
    cloud.endpoints.workers(endpointId).catch(() => undefined),
    cloud.jobs.health(endpointId).catch(() => undefined),
  ]);
  const loses = [
    workers?.summary.total ? `${count(workers.summary.total, 'worker')} stop` : undefined,
    health?.jobs.inProgress ? `${count(health.jobs.inProgress, 'running job')} lost` : undefined,
    health?.jobs.inQueue ? `${count(health.jobs.inQueue, 'waiting job')} lost` : undefined,
  ].filter(Boolean);
  const consequence = loses.length > 0 ? `${loses.join(', ')}. ` : '';
  if (optionsOf(given).confirmed !== name) {
    await services.prompts.text({
      title: `Delete ${name} on ${targetTitle(target)} for good`,
      prompt: `${consequence}Programs that call ${endpointId} get 404 from then on. Type ${name} to delete it.`,
      placeholder: name,
      problem: text => (text === name ? undefined : `Type ${name}, exactly.`),
    });
  }
  await services.longWork(`Deleting ${name}`, (_progress, signal) =>
    cloud.endpoints.delete(endpointId, signal),
  );
  services.endpoints.touch();
  void services.prompts.tell(`Deleted ${name}. Its template is kept.`);
};
