// Sets how few and how many workers an endpoint may have. What costs or takes workers away is confirmed first.
import { count } from '../../base/words';
import type { Target } from '../../flows/target';
import { type Back, inSteps } from '../adapters/steps';
import { optionsOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

const maxWorkers = 1000;

interface Range {
  readonly min: number;
  readonly max: number;
}

export const endpointScale: Command = async (services, given) => {
  const { target, endpointId, name } = await chooseEndpoint(services, given, 'Scale Workers');
  const { workers } = await target.cloud.endpoints.get(endpointId);
  const options = optionsOf(given);
  const title = `Scale ${name} (now ${workers.min} to ${workers.max})`;
  const ask = async (word: 'min' | 'max', prompt: string, { least, ...back }: Back & { least: number }) =>
    Number(
      options[word] ??
        (await services.prompts.text({
          title,
          prompt,
          value: String(Math.max(workers[word], least)),
          problem: text => problemOf(text, least),
          ...back,
        })),
    );
  const { min = 0, max = 0 } = await inSteps<Range>([
    async () => ({
      min: await ask('min', 'Workers that always run. 0 costs nothing while no job waits.', { least: 0 }),
    }),
    async ({ min: least = 0 }, back) => ({
      max: await ask('max', 'Workers at most. 0 stops the endpoint.', { least, ...back }),
    }),
  ]);
  if (min === workers.min && max === workers.max) {
    void services.prompts.tell(`${name} has ${min} to ${count(max, 'worker')} already.`);
    return;
  }
  const consequence = scaleConsequence(workers, { min, max }, target.kind);
  if (consequence && !options.confirmed) {
    await services.prompts.confirm(`Scale ${name} to ${min}–${max} workers?`, {
      detail: consequence,
      button: 'Scale',
    });
  }
  await services.longWork(`Scaling ${name}`, (_progress, signal) =>
    target.cloud.endpoints.scale(endpointId, { min, max }, signal),
  );
  services.endpoints.touch({ target, endpointId });
  void services.prompts.tell(`${name} has ${min} to ${count(max, 'worker')} now.`);
};

/** What somebody should know before; undefined when it neither costs nor stops anything. */
export function scaleConsequence(before: Range, after: Range, kind: Target['kind']): string | undefined {
  const lines = [
    after.max === 0 &&
      before.max > 0 &&
      'No worker runs any more: jobs wait, and running jobs are taken down.',
    after.max > 0 &&
      after.max < before.max &&
      `At most ${count(after.max, 'job')} at a time: more wait longer.`,
    after.min > before.min &&
      kind === 'account' &&
      `${count(after.min, 'worker')} will run and cost all the time, with or without jobs.`,
  ].filter(line => line !== false);
  return lines.length > 0 ? lines.join(' ') : undefined;
}

function problemOf(text: string, least: number): string | undefined {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && value >= least && value <= maxWorkers) return undefined;
  return `A whole number from ${least} to ${maxWorkers}.`;
}
