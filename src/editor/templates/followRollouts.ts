// Follows a change on every endpoint it reaches, in one notification, to the end. Cancelling it stops the watching
// only: the change is written. Workers of the new release that fail are told at once.
import type { Cloud } from '../../api/cloud';
import { systemClock } from '../../base/clock';
import { isCancelled } from '../../base/errors';
import type { Progress } from '../../base/ports';
import { count } from '../../base/words';
import { followRollout, type RolloutStep } from '../../flows/followRollout';
import type { Target } from '../../flows/target';
import type { Services } from '../services';

type Named = { readonly id: string; readonly name: string };

/** More are on their way all the same; their progress is in the tree. */
const followedAtMost = 8;

export interface RolloutWatch {
  readonly title: string;
  readonly endpoints: readonly Named[];
  /** From `versionsOf`, before the change. */
  readonly versions: ReadonlyMap<string, number | undefined>;
}

/** The newest release of each endpoint; read before a change, so that the rollout of the next one can be told. */
export async function versionsOf(
  cloud: Cloud,
  endpoints: readonly Named[],
): Promise<ReadonlyMap<string, number | undefined>> {
  const found = await Promise.all(
    endpoints.slice(0, followedAtMost).map(async ({ id }) => {
      const { endpointVersion, releases } = await cloud.endpoints.releases(id);
      return [id, endpointVersion ?? releases[0]?.version ?? undefined] as const;
    }),
  );
  return new Map(found);
}

/** Never throws for being cancelled. */
export async function followRollouts(
  services: Services,
  target: Target,
  { title, endpoints, versions }: RolloutWatch,
): Promise<void> {
  const followed = endpoints.filter(({ id }) => versions.has(id));
  if (followed.length === 0) {
    void services.prompts.tell(`${title}: done. No endpoint uses it yet.`);
    return;
  }
  try {
    const ends = await services.longWork(`${title}: rolling out`, (progress, signal) => {
      const steps = new Map<string, RolloutStep>();
      return Promise.all(
        followed.map(endpoint =>
          followOne(services, { target, endpoint, versions, steps, progress }, signal),
        ),
      );
    });
    const releases = followed.map(({ name }, index) => `${name} runs release ${ends[index] ?? '?'}`);
    void services.prompts.tell(`${title}: done. ${releases.join(', ')}.`);
  } catch (error) {
    if (!isCancelled(error)) throw error;
    void services.prompts.tell(`${title}: written. The rollout goes on; the tree shows how far it is.`);
  } finally {
    for (const { id } of followed) services.endpoints.touch({ target, endpointId: id });
  }
}

interface Following {
  readonly target: Target;
  readonly endpoint: Named;
  readonly versions: RolloutWatch['versions'];
  readonly steps: Map<string, RolloutStep>;
  readonly progress: Progress;
}

/** The release at the end. */
async function followOne(
  services: Services,
  { target, endpoint, versions, steps, progress }: Following,
  signal: AbortSignal,
): Promise<number | undefined> {
  const options = { afterVersion: versions.get(endpoint.id) };
  let isToldOff = false;
  for await (const step of followRollout(
    target.cloud,
    endpoint.id,
    { options, clock: systemClock },
    signal,
  )) {
    steps.set(endpoint.id, step);
    progress.report({ message: rolloutWords(steps), fraction: fractionOf(steps, versions.size) });
    services.endpoints.touch();
    if (step.unhealthy > 0 && !isToldOff) {
      isToldOff = true;
      void tellOff(services, target, endpoint, step);
    }
  }
  return steps.get(endpoint.id)?.version;
}

async function tellOff(
  { prompts, panels }: Services,
  target: Target,
  endpoint: Named,
  step: RolloutStep,
): Promise<void> {
  const words = `${count(step.unhealthy, 'worker')} of release ${step.version ?? '?'} of ${endpoint.name} cannot start.`;
  const pressed = await prompts.warn(`${words} Look at the logs, or roll back.`, 'Tail Logs');
  if (pressed === 'Tail Logs') panels.showLogs({ target, endpointId: endpoint.id, name: endpoint.name });
}

/** `1 of 2 workers on release 4`. */
export function rolloutWords(steps: ReadonlyMap<string, RolloutStep>): string {
  const all = [...steps.values()];
  const [done, total] = [sum(all, 'workersOnLatest'), sum(all, 'total')];
  if (all.some(({ phase }) => phase === 'waiting')) return 'Waiting for the new release';
  const only = all.length === 1 ? ` on release ${all[0]?.version ?? '?'}` : '';
  return total === 0
    ? 'No worker is up: the next one runs it'
    : `${done} of ${count(total, 'worker')}${only}`;
}

function fractionOf(steps: ReadonlyMap<string, RolloutStep>, many: number): number {
  const shares = [...steps.values()].map(({ phase, workersOnLatest, total }) =>
    phase === 'done' ? 1 : phase === 'rolling' && total > 0 ? workersOnLatest / total : 0,
  );
  return shares.reduce((total, share) => total + share, 0) / Math.max(many, 1);
}

function sum(steps: readonly RolloutStep[], field: 'workersOnLatest' | 'total'): number {
  return steps.reduce((total, step) => total + step[field], 0);
}
