// Makes an endpoint from an image or a template: GPUs chosen by what there is and what it costs, FlashBoot never left
// to a default.
import { createEndpoint, type NewEndpointOptions } from '../../flows/endpointLife';
import type { Target } from '../../flows/target';
import { optionsOf, subjectOf } from '../subject';
import { askNewEndpoint, newEndpointWords } from '../templates/askNewEndpoint';
import { targetTitle } from './choose';
import type { Command } from './command';

export const endpointCreate: Command = async (services, given) => {
  const { targets, prompts, longWork, endpoints } = services;
  const options = optionsOf(given);
  const target =
    subjectOf<{ readonly target: Target }>(given)?.target ?? (await targets.resolve(options.target));
  const wanted =
    (options.endpoint as NewEndpointOptions | undefined) ?? (await askNewEndpoint(services, target));
  if (!options.confirmed) {
    await prompts.confirm(`Create ${wanted.name} on ${targetTitle(target)}?`, {
      detail: newEndpointWords(wanted, target.kind),
      button: 'Create Endpoint',
    });
  }
  const made = await longWork(`Creating ${wanted.name}`, (_progress, signal) =>
    createEndpoint(target.cloud, wanted, signal),
  );
  endpoints.touch({ target, endpointId: made.id });
  void prompts.tell(`Created ${made.name} (${made.id}). Its first worker starts with the first job.`);
  return made.id;
};
