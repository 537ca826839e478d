// A 404 for an endpoint that the tree still shows: whoever used it is told that it is gone, and what has likely taken
// its place, and the tree looks again.
import { isAppError } from '../../base/errors';
import { deadEndpointError, findDeadEndpoint } from '../../flows/deadEndpoint';
import type { Services } from '../services';
import { type EndpointSubject, subjectOf } from '../subject';

/** The error to tell: the same one, unless its cause is that the endpoint is gone. */
export async function plainer(
  { endpoints }: Pick<Services, 'endpoints'>,
  error: unknown,
  given: unknown,
): Promise<unknown> {
  const subject = subjectOf<EndpointSubject>(given);
  if (!isAppError(error, 'not-found') || !subject?.endpointId || subject.target.kind !== 'account')
    return error;
  const { target, endpointId: id, name } = subject;
  const dead = await findDeadEndpoint(target.cloud, id, [{ id, name }]).catch(() => undefined);
  if (!dead) return error;
  endpoints.touch();
  return deadEndpointError(dead);
}
