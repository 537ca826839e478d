// Time stamps as a person wants them: their own clock, UTC, or since the first line.
export const stampModes = ['local', 'utc', 'relative'] as const;
export type StampMode = (typeof stampModes)[number];

/** `13:05:07.123`, or `+1:23.456` since `zeroMs`. */
export function stamp(ms: number, mode: StampMode, zeroMs: number): string {
  if (mode === 'relative') return since(ms - zeroMs);
  const at = new Date(ms);
  if (mode === 'utc') return at.toISOString().slice(11, 23);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${three(at.getMilliseconds())}`;
}

function since(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const whole = Math.abs(Math.round(ms));
  const minutes = Math.floor(whole / 60_000) % 60;
  const hours = Math.floor(whole / 3_600_000);
  const seconds = `${two(Math.floor(whole / 1000) % 60)}.${three(whole % 1000)}`;
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${seconds}` : `${sign}${minutes}:${seconds}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function three(n: number): string {
  return String(n).padStart(3, '0');
}
