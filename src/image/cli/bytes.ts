// Sizes as container tools print them, in decimal units.

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** `3.15` and `MB`; without a unit they are bytes. */
export function bytesOf(value: string | undefined, unit = 'B'): number {
  return Math.round(Number(value) * (units[unit] ?? 1));
}
