// GPU pools and the types in them, as documented (runpod docs: references/gpu-types; flash for the newer ones).
// For the catalogue, and to refuse an exclusion that can have no effect; an unknown pool is let through.

const pools: Readonly<Record<string, readonly string[]>> = {
  AMPERE_16: [
    'NVIDIA RTX A4000',
    'NVIDIA RTX A4500',
    'NVIDIA RTX 4000 Ada Generation',
    'NVIDIA RTX 2000 Ada Generation',
  ],
  AMPERE_24: ['NVIDIA L4', 'NVIDIA RTX A5000', 'NVIDIA GeForce RTX 3090'],
  ADA_24: ['NVIDIA GeForce RTX 4090'],
  ADA_32_PRO: ['NVIDIA GeForce RTX 5090'],
  AMPERE_48: ['NVIDIA A40', 'NVIDIA RTX A6000'],
  ADA_48_PRO: ['NVIDIA L40', 'NVIDIA L40S', 'NVIDIA RTX 6000 Ada Generation'],
  AMPERE_80: ['NVIDIA A100 80GB PCIe', 'NVIDIA A100-SXM4-80GB'],
  ADA_80_PRO: ['NVIDIA H100 PCIe', 'NVIDIA H100 80GB HBM3', 'NVIDIA H100 NVL'],
  HOPPER_141: ['NVIDIA H200'],
  BLACKWELL_96: [
    'NVIDIA RTX PRO 6000 Blackwell Server Edition',
    'NVIDIA RTX PRO 6000 Blackwell Workstation Edition',
    'NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition',
  ],
  BLACKWELL_180: ['NVIDIA B200'],
};

/**
 * USD an hour of a flex worker, for estimates; Local RunPod charges nothing. From the price per second in the runpod docs
 * (serverless/references/endpoint-configurations); a pool that is not there has no price here.
 */
const hourlyPrices: Readonly<Record<string, number>> = {
  AMPERE_16: 0.58,
  AMPERE_24: 0.68,
  ADA_24: 1.12,
  AMPERE_48: 1.22,
  ADA_48_PRO: 1.91,
  AMPERE_80: 2.74,
  ADA_80_PRO: 4.18,
  HOPPER_141: 5.58,
  BLACKWELL_180: 8.64,
};

export function hourlyPriceOf(pool: string): number | undefined {
  return hourlyPrices[pool];
}

/** Every type with its pool. */
export function gpuTypes(): readonly { readonly id: string; readonly pool: string }[] {
  return Object.entries(pools).flatMap(([pool, types]) => types.map(id => ({ id, pool })));
}

/** The exclusions that are a type of none of the pools; empty when a pool is unknown. */
export function pointlessExclusions(
  selected: readonly string[],
  excluded: readonly string[],
): readonly string[] {
  if (selected.some(pool => !(pool in pools))) return [];
  const types = new Set(selected.flatMap(pool => pools[pool] ?? []));
  return excluded.filter(type => !types.has(type));
}

/** `ADA_48_PRO,-NVIDIA L40S`: pools, then exclusions. */
export function gpuIdsOf(selected: readonly string[], excluded: readonly string[]): string {
  return [...selected, ...excluded.map(type => `-${type}`)].join(',');
}

export function splitGpuIds(gpuIds: string): { readonly pools: string[]; readonly excludedTypes: string[] } {
  const parts = gpuIds.split(',').filter(Boolean);
  return {
    pools: parts.filter(part => !part.startsWith('-')),
    excludedTypes: parts.filter(part => part.startsWith('-')).map(part => part.slice(1)),
  };
}
