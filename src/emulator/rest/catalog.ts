// GET /v2/catalog/gpus: the pools RunPod has, at its prices, so that estimates can be tried; nothing is charged, because
// Local RunPod runs every worker on this machine.
import { gpuTypes, hourlyPriceOf } from '../control/gpuPools';
import type { RestContext } from './plane';

export async function listGpus(c: RestContext): Promise<Response> {
  const withStock = c.req.query('include')?.split(',').includes('AVAILABILITY');
  const gpus = gpuTypes().map(({ pool, id }) => ({
    id,
    name: id.replace(/^NVIDIA (GeForce )?/, ''),
    pool,
    manufacturer: 'NVIDIA',
    memory: memoryOf(pool),
    secure: true,
    community: false,
    price: { secure: 0, community: 0, serverless: hourlyPriceOf(pool) },
    maxCount: { secure: 1, community: 0 },
    ...(withStock ? { availability: 'HIGH' } : {}),
  }));
  return c.json({ gpus });
}

/** GB; nominal, from the pool's name (`ADA_48_PRO`). */
function memoryOf(pool: string): number {
  return Number(/\d+/.exec(pool)?.[0] ?? 0);
}
