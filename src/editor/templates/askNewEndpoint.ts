// Asks for a new endpoint: what it runs, on which GPUs with the stock and price of this moment, how many workers, and
// whether FlashBoot is on.
import type { GpuPool } from '../../api/catalog';
import { type NewEndpointOptions, newEndpointDefaults } from '../../flows/endpointLife';
import type { Target } from '../../flows/target';
import type { GraphTemplate } from '../../wire/graphql';
import type { Choice, Prompts } from '../adapters/prompts';
import type { Services } from '../services';

const steps = 5;
const titleOf = (step: number) => `Create Endpoint (${step}/${steps})`;

/** Throws `cancelled` on Escape; nothing was made until then. */
export async function askNewEndpoint(
  { prompts, longWork }: Pick<Services, 'prompts' | 'longWork'>,
  { cloud }: Target,
): Promise<NewEndpointOptions> {
  const [templates, pools] = await longWork('Reading templates and GPUs', (_progress, signal) =>
    Promise.all([cloud.templates.list(signal), cloud.catalog.gpuPools(signal)]),
  );
  const content = await askContent(prompts, templates);
  const name = await prompts.text({
    title: titleOf(2),
    prompt: 'Name of the endpoint',
    value: content.suggestion,
    problem: text => (text.trim().length < 3 ? 'At least 3 characters.' : undefined),
  });
  const placeholder = 'GPUs, with the stock and price of this moment';
  const pool = await prompts.pick(pools.map(poolChoice), { title: titleOf(3), placeholder });
  const max = await prompts.text({
    title: titleOf(4),
    prompt:
      'Workers at most. They start with the first job and stop when idle: without jobs nothing is spent.',
    value: String(newEndpointDefaults.maxWorkers),
    problem: text => (/^[1-9]\d{0,2}$/.test(text.trim()) ? undefined : 'A whole number from 1 to 999.'),
  });
  const flashboot = await prompts.pick(flashBootChoices, { title: titleOf(5), placeholder: 'FlashBoot' });
  return {
    ...content.fields,
    name: name.trim(),
    pools: [pool.id],
    maxWorkers: Number(max),
    flashboot,
  };
}

/** What will be made and what it can cost, before it is made. */
export function newEndpointWords(
  {
    image,
    pools,
    maxWorkers = newEndpointDefaults.maxWorkers,
    minWorkers = 0,
    flashboot,
  }: NewEndpointOptions,
  kind: Target['kind'],
): string {
  const boot = (flashboot ?? newEndpointDefaults.flashboot) === 'OFF' ? 'FlashBoot off' : 'FlashBoot on';
  const costs =
    kind === 'local'
      ? 'It runs on this machine and costs nothing.'
      : minWorkers > 0
        ? `${minWorkers} workers run and cost all the time.`
        : 'Nothing is spent until a job comes.';
  return `${image} on ${pools.join(', ')}, 0 to ${maxWorkers} workers, ${boot}. ${costs}`;
}

const flashBootChoices: readonly Choice<NonNullable<NewEndpointOptions['flashboot']>>[] = [
  { label: 'On', description: 'workers that stopped start again faster', icon: 'zap', value: 'FLASHBOOT' },
  { label: 'Off', description: 'every start is a cold one', icon: 'circle-slash', value: 'OFF' },
];

type Content = Pick<NewEndpointOptions, 'image' | 'env' | 'diskGb' | 'registry'>;

async function askContent(
  prompts: Prompts,
  templates: readonly GraphTemplate[],
): Promise<{ readonly fields: Content; readonly suggestion: string }> {
  const typed: Choice<GraphTemplate | undefined> = {
    label: 'Type an image…',
    icon: 'edit',
    value: undefined,
  };
  const known = templates
    .filter(({ imageName }) => imageName)
    .map(template => ({
      label: template.name,
      description: template.imageName ?? '',
      icon: 'file-code',
      value: template as GraphTemplate | undefined,
    }));
  const template = await prompts.pick([typed, ...known], {
    title: titleOf(1),
    placeholder: 'What it runs: an image, or what a template has',
  });
  if (!template) {
    const image = await prompts.text({
      title: titleOf(1),
      prompt: 'Image with tag or digest, such as ghcr.io/you/worker:1.2',
      problem: text => (text.trim() === '' ? 'An image is needed.' : undefined),
    });
    return { fields: { image: image.trim() }, suggestion: nameOf(image) };
  }
  const { imageName, env, containerDiskInGb, containerRegistryAuthId } = template;
  const fields: Content = {
    image: imageName ?? '',
    env: Object.fromEntries((env ?? []).map(({ key, value }) => [key, value])),
    ...(containerDiskInGb && { diskGb: containerDiskInGb }),
    ...(containerRegistryAuthId && { registry: containerRegistryAuthId }),
  };
  return { fields, suggestion: template.name };
}

function nameOf(image: string): string {
  return (
    image
      .trim()
      .split('/')
      .pop()
      ?.replace(/[:@].*$/, '') ?? ''
  );
}

const stocks: Readonly<Record<string, string>> = {
  HIGH: 'plenty',
  MEDIUM: 'some',
  LOW: 'few',
  NONE: 'none now',
};

export function poolChoice(pool: GpuPool): Choice<GpuPool> {
  const { id, types, memoryGb, pricePerHour, stock } = pool;
  const price = pricePerHour === undefined ? 'price not told' : `$${pricePerHour.toFixed(2)}/h each`;
  const there = stock === undefined ? undefined : `stock: ${stocks[stock] ?? stock.toLowerCase()}`;
  return {
    label: `${memoryGb} GB · ${types.slice(0, 3).join(', ')}`,
    description: [price, there].filter(Boolean).join(' · '),
    detail: id,
    icon: stock === 'NONE' ? 'circle-slash' : 'chip',
    value: pool,
  };
}
