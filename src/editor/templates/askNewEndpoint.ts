// Asks for a new endpoint: what it runs, on which GPUs with the stock and price of this moment, how many workers, and
// whether FlashBoot is on.
import type { GpuPool } from '../../api/catalog';
import { type NewEndpointOptions, newEndpointDefaults } from '../../flows/endpointLife';
import type { Target } from '../../flows/target';
import type { GraphTemplate } from '../../wire/graphql';
import type { Choice, Prompts } from '../adapters/prompts';
import { type Back, inSteps, type Step } from '../adapters/steps';
import type { Services } from '../services';

const steps = 5;
const titleOf = (step: number) => `Create Endpoint (${step}/${steps})`;

interface Answers {
  readonly template: GraphTemplate | undefined;
  readonly image: string;
  readonly name: string;
  readonly pool: GpuPool;
  readonly max: string;
  readonly flashboot: NonNullable<NewEndpointOptions['flashboot']>;
}

/** Throws `cancelled` on Escape; nothing was made until then. */
export async function askNewEndpoint(
  { prompts, longWork }: Pick<Services, 'prompts' | 'longWork'>,
  { cloud }: Target,
): Promise<NewEndpointOptions> {
  const [templates, pools] = await longWork('Reading templates and GPUs', (_progress, signal) =>
    Promise.all([cloud.templates.list(signal), cloud.catalog.gpuPools(signal)]),
  );
  const {
    template,
    image = '',
    name = '',
    pool,
    max,
    flashboot,
  } = await inSteps(stepsOf(prompts, templates, pools));
  return {
    ...(template ? contentOf(template) : { image }),
    name: name.trim(),
    pools: pool ? [pool.id] : [],
    maxWorkers: Number(max),
    ...(flashboot && { flashboot }),
  };
}

function stepsOf(
  prompts: Prompts,
  templates: readonly GraphTemplate[],
  pools: readonly GpuPool[],
): readonly Step<Answers>[] {
  return [
    async () => ({ template: await askTemplate(prompts, templates) }),
    async ({ template, image: value = '' }, back) =>
      template ? 'skip' : { image: await askImage(prompts, value, back) },
    async ({ template, image, name }, back) => ({
      name: await prompts.text({
        title: titleOf(2),
        prompt: 'Name of the endpoint',
        value: name ?? template?.name ?? nameOf(image ?? ''),
        problem: text => (text.trim().length < 3 ? 'At least 3 characters.' : undefined),
        ...back,
      }),
    }),
    async (_, back) => ({
      pool: await prompts.pick(pools.map(poolChoice), {
        title: titleOf(3),
        placeholder: 'GPUs, with the stock and price of this moment',
        ...back,
      }),
    }),
    async ({ max = String(newEndpointDefaults.maxWorkers) }, back) => ({
      max: await prompts.text({
        title: titleOf(4),
        prompt:
          'Workers at most. They start with the first job and stop when idle: without jobs nothing is spent.',
        value: max,
        problem: text => (/^[1-9]\d{0,2}$/.test(text.trim()) ? undefined : 'A whole number from 1 to 999.'),
        ...back,
      }),
    }),
    async (_, back) => ({
      flashboot: await prompts.pick(flashBootChoices, {
        title: titleOf(5),
        placeholder: 'FlashBoot',
        ...back,
      }),
    }),
  ];
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

function askTemplate(
  prompts: Prompts,
  templates: readonly GraphTemplate[],
): Promise<GraphTemplate | undefined> {
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
  const placeholder = 'What it runs: an image, or what a template has';
  return prompts.pick([typed, ...known], { title: titleOf(1), placeholder });
}

async function askImage(prompts: Prompts, value: string, back: Back): Promise<string> {
  const image = await prompts.text({
    title: titleOf(1),
    prompt: 'Image with tag or digest, such as ghcr.io/you/worker:1.2',
    value,
    problem: text => (text.trim() === '' ? 'An image is needed.' : undefined),
    ...back,
  });
  return image.trim();
}

function contentOf({ imageName, env, containerDiskInGb, containerRegistryAuthId }: GraphTemplate): Content {
  return {
    image: imageName ?? '',
    env: Object.fromEntries((env ?? []).map(({ key, value }) => [key, value])),
    ...(containerDiskInGb && { diskGb: containerDiskInGb }),
    ...(containerRegistryAuthId && { registry: containerRegistryAuthId }),
  };
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
