// Sets how few and how many workers an endpoint may have.
import { optionsOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

const maxWorkers = 1000;

export const endpointScale: Command = async (services, given) => {
  const { target, endpointId, name } = await chooseEndpoint(services, given, 'Scale Workers');
  const { workers } = await target.cloud.endpoints.get(endpointId);
  const options = optionsOf(given);
  const ask = async (word: 'min' | 'max', prompt: string, least: number) =>
    Number(
      options[word] ??
        (await services.prompts.text({
          title: `Scale ${name}`,
          prompt,
          value: String(Math.max(workers[word], least)),
          problem: text => problemOf(text, least),
        })),
    );
  const min = await ask('min', 'Workers that always run. 0 costs nothing while no job waits.', 0);
  const max = await ask('max', 'Workers at most. 0 stops the endpoint.', min);
  await services.longWork(`Scaling ${name}`, (_progress, signal) =>
    target.cloud.endpoints.scale(endpointId, { min, max }, signal),
  );
  services.endpoints.touch();
};

function problemOf(text: string, least: number): string | undefined {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && value >= least && value <= maxWorkers) return undefined;
  return `A whole number from ${least} to ${maxWorkers}.`;
}
