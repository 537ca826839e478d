// GPU pools as somebody who makes an endpoint needs them: what is in them, how much of it there is, what it costs.
import { type GpuType, gpuTypeListSchema } from '../wire/catalog';
import type { CatalogApi } from './cloud';
import type { Http } from './http';

export interface GpuPool {
  /** Such as `ADA_24`. */
  readonly id: string;
  /** Names of the GPU types in it. */
  readonly types: readonly string[];
  /** Of the smallest type in it, GB. */
  readonly memoryGb: number;
  /** USD per hour and GPU while a worker runs; undefined when it is not told. */
  readonly pricePerHour: number | undefined;
  /** Of the type there is most of: NONE, LOW, MEDIUM or HIGH; undefined when it is not told. */
  readonly stock: string | undefined;
}

const stockLevels = ['NONE', 'LOW', 'MEDIUM', 'HIGH'];

export function createCatalog(rest: string, http: Http): CatalogApi {
  return {
    async gpuPools(signal) {
      const { gpus } = await http.json(
        gpuTypeListSchema,
        {
          method: 'GET',
          url: `${rest}/catalog/gpus`,
          query: { include: 'AVAILABILITY', product: 'SERVERLESS' },
          safety: 'read',
          scope: 'rest',
          subject: 'the list of GPUs',
        },
        signal,
      );
      return poolsOf(gpus);
    },
  };
}

function poolsOf(gpus: readonly GpuType[]): GpuPool[] {
  const byPool = new Map<string, GpuType[]>();
  for (const gpu of gpus) {
    if (gpu.pool !== null) byPool.set(gpu.pool, [...(byPool.get(gpu.pool) ?? []), gpu]);
  }
  const price = (pool: GpuPool) => pool.pricePerHour ?? Number.POSITIVE_INFINITY;
  return [...byPool].map(([id, types]) => poolOf(id, types)).sort((a, b) => price(a) - price(b));
}

function poolOf(id: string, types: readonly GpuType[]): GpuPool {
  const levels = types.flatMap(({ availability }) => availability ?? []);
  const most = levels.toSorted((a, b) => stockLevels.indexOf(b) - stockLevels.indexOf(a))[0];
  return {
    id,
    types: types.map(({ name }) => name),
    memoryGb: Math.min(...types.map(({ memory }) => memory)),
    pricePerHour: types.find(({ price }) => price.serverless !== undefined)?.price.serverless,
    stock: most,
  };
}
