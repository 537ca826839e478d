// What can be broken of an endpoint on Local RunPod, as rows to choose from, and what is broken now, in words.
import type { EndpointFaults, FaultAction } from '../../wire/localFaults';

/** One thing that can go wrong and stay wrong until it is cleared. */
export interface LastingFault {
  readonly label: string;
  readonly detail: string;
  readonly icon: string;
  readonly faults: EndpointFaults;
}

export const lastingFaults: readonly LastingFault[] = [
  {
    label: 'Slow pull',
    detail: 'An image of 15 GB at 25 MB/s: ten minutes, longer than the init timeout of seven',
    icon: 'cloud-download',
    faults: { pull: { gigabytes: 15, megabytesPerSecond: 25 } },
  },
  {
    label: 'Private image',
    detail: 'The registry wants credentials that the template does not have',
    icon: 'lock',
    faults: { image: 'private' },
  },
  {
    label: 'Missing image',
    detail: 'The registry does not have the tag',
    icon: 'question',
    faults: { image: 'missing' },
  },
  {
    label: 'Image of another platform',
    detail: 'Built on an ARM machine without --platform linux/amd64: exec format error',
    icon: 'chip',
    faults: { image: 'wrong-platform' },
  },
  {
    label: 'No machine is free',
    detail: 'Every worker is THROTTLED',
    icon: 'circle-slash',
    faults: { machines: 0 },
  },
  {
    label: 'One machine is free',
    detail: 'A second worker is THROTTLED',
    icon: 'vm',
    faults: { machines: 1 },
  },
  {
    label: 'Slow network',
    detail: 'Every request of a worker takes 2 s longer',
    icon: 'globe',
    faults: { networkDelayMs: 2_000 },
  },
  {
    label: 'Stuck SDK',
    detail: 'Workers are ready and take no jobs (SDK 1.7.11 to 1.10.0)',
    icon: 'debug-pause',
    faults: { takes: 'none' },
  },
  {
    label: 'One worker takes all jobs',
    detail: 'The others stand idle (SDK 1.7.11 to 1.10.0)',
    icon: 'filter',
    faults: { takes: 'one-worker' },
  },
  {
    label: 'Clock 60 times faster',
    detail: 'Init timeout and pulls pass in seconds, to see their end without waiting',
    icon: 'watch',
    faults: { clockSpeed: 60 },
  },
];

/** One thing that happens once, now. */
export const momentaryFaults: Readonly<
  Record<
    FaultAction,
    { readonly label: string; readonly detail: string; readonly icon: string; readonly done: string }
  >
> = {
  'lose-node': {
    label: 'Lose a machine now',
    detail: 'The busiest worker is gone, with its log; its jobs are handed out again',
    icon: 'flame',
    done: 'lost the machine of a worker',
  },
  'go-inactive': {
    label: 'Go inactive now',
    detail: 'Scaled to zero, as after seven days without a job; stays so until workers are raised',
    icon: 'zzz',
    done: 'is scaled to zero for inactivity',
  },
};
export const momentary = ['lose-node', 'go-inactive'] as const satisfies readonly FaultAction[];

/** True when all that `fault` stands for is in force. */
export function isInForce(fault: LastingFault, now: EndpointFaults): boolean {
  const current: Record<string, unknown> = now;
  return Object.entries(fault.faults).every(
    ([name, value]) => JSON.stringify(current[name]) === JSON.stringify(value),
  );
}

/** What is in force when a fault was chosen: it is put in, or taken out when it was in force. */
export function toggled(fault: LastingFault, now: EndpointFaults): EndpointFaults {
  if (!isInForce(fault, now)) return { ...now, ...fault.faults };
  return Object.fromEntries(Object.entries(now).filter(([name]) => !Object.hasOwn(fault.faults, name)));
}

/** One phrase for each thing that is wrong; empty when all is well. */
export function wordsOf(faults: EndpointFaults): readonly string[] {
  const { pull, image, machines, networkDelayMs, takes, clockSpeed } = faults;
  return [
    pull && `slow pull (${pull.gigabytes} GB at ${pull.megabytesPerSecond} MB/s)`,
    image &&
      { private: 'private image', missing: 'missing image', 'wrong-platform': 'image of another platform' }[
        image
      ],
    machines !== undefined && (machines === 0 ? 'no machine free' : `${machines} free machines`),
    networkDelayMs !== undefined && `network ${networkDelayMs} ms slower`,
    takes && { none: 'stuck SDK', 'one-worker': 'one worker takes all jobs' }[takes],
    clockSpeed !== undefined && `clock ×${clockSpeed}`,
  ].filter((words): words is string => typeof words === 'string');
}
