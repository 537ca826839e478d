// Sizes for people, in the decimal units that registries and RunPod use.

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `23,309,709` becomes `23.3 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${value} bytes` : `${value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
}
