// Deletes an endpoint, after its name was typed: it cannot be undone, and its id never comes back.
import { systemClock } from '../../base/clock';
import { count } from '../../base/words';
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import { deleteEndpoint } from '../../flows/endpointLife';
import { type EndpointSubject, optionsOf } from '../subject';
import { chooseEndpoint, targetTitle } from './choose';
import type { Command } from './command';

export const endpointDelete: Command = async (services, given) => {
  const subject = await chooseEndpoint(services, given, 'Delete Endpoint');
  const { target, endpointId, name } = subject;
  const confirmed = optionsOf(given).confirmed;
  const typedName =
    typeof confirmed === 'string'
      ? confirmed
      : await services.prompts.text({
          title: `Delete ${name} on ${targetTitle(target)} for good`,
          prompt: `${await lossOf(subject)}Programs that call ${endpointId} get 404 from then on. Type ${name} to delete it.`,
          placeholder: name,
          problem: text => (text.trim() === name ? undefined : `Type ${name}, exactly.`),
        });
  const deps = { snapshots: snapshotFiles(await services.home.stateFolder()), clock: systemClock };
  const gone = await services.longWork(`Deleting ${name}`, (_progress, signal) =>
    deleteEndpoint(target.cloud, { endpointId, typedName }, deps, signal),
  );
  services.endpoints.forget(endpointId);
  services.endpoints.touch();
  services.log.info(
    `Deleted endpoint ${name} (${endpointId}); a copy of its settings is in ${gone.snapshot}.`,
  );
  void services.prompts.tell(`Deleted ${name}. Its template is kept, and a copy of its settings.`);
};

/** What goes with it, as a sentence; empty when nothing does, or when it cannot be told. */
async function lossOf({ target: { cloud }, endpointId }: EndpointSubject): Promise<string> {
  const [workers, health] = await Promise.all([
    cloud.endpoints.workers(endpointId).catch(() => undefined),
    cloud.jobs.health(endpointId).catch(() => undefined),
  ]);
  const jobs = (health?.jobs.inProgress ?? 0) + (health?.jobs.inQueue ?? 0);
  const parts = [
    workers?.summary.total ? `${count(workers.summary.total, 'worker')} will be taken down` : undefined,
    jobs > 0 ? `${count(jobs, 'job')} that runs or waits will be lost` : undefined,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(', ')}. ` : '';
}
