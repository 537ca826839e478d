// Which endpoint a command means: the tree item's, the one named, or the one picked from a list.
import { AppError } from '../../base/errors';
import type { Services } from '../services';
import { type EndpointSubject, optionsOf, subjectOf } from '../subject';

/** Throws `cancelled` on Escape, `not-found` when there is nothing to choose from. */
export async function chooseEndpoint(
  { targets, prompts }: Pick<Services, 'targets' | 'prompts'>,
  given: unknown,
  title: string,
): Promise<EndpointSubject> {
  const subject = subjectOf<EndpointSubject>(given);
  if (subject?.endpointId) return subject;
  const options = optionsOf(given);
  const target = subject?.target ?? (await targets.resolve(options.target));
  const endpoints = await target.cloud.endpoints.list();
  if (endpoints.length === 0) {
    throw new AppError('not-found', `There is no endpoint on ${targetTitle(target)} yet.`, {
      remedy: 'Deploy a worker first: run "RunPod: Build and Deploy…".',
    });
  }
  const wanted = options.endpointId;
  const named = endpoints.find(({ id, name }) => id === wanted || name === wanted);
  if (wanted && !named) {
    throw new AppError('not-found', `There is no endpoint "${wanted}" on ${targetTitle(target)}.`, {
      remedy: `It has: ${endpoints.map(endpoint => endpoint.name).join(', ')}.`,
    });
  }
  const choices = endpoints.map(endpoint => ({
    label: endpoint.name,
    description: endpoint.id,
    detail: endpoint.image ?? '',
    icon: 'server-process',
    value: endpoint,
  }));
  const placeholder = `Endpoint on ${targetTitle(target)}`;
  const endpoint = named ?? (await prompts.pick(choices, { title, placeholder, skipSingle: true }));
  return { target, endpointId: endpoint.id, name: endpoint.name, workerId: options.workerId };
}

export function targetTitle(target: { readonly kind: string; readonly name: string }): string {
  return target.kind === 'local' ? 'Local RunPod' : target.name;
}
