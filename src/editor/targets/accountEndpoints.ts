// The endpoints that code may rightly name: those of all signed-in accounts and of Local RunPod.
import type { EndpointsModel } from '../views/targetNodes';

/** Id → name; undefined while the list of any account is missing, since then nobody can say what is gone. */
export function accountEndpoints({ targets }: EndpointsModel): ReadonlyMap<string, string> | undefined {
  if (!targets.some(({ target }) => target.kind === 'account')) return undefined;
  const found = new Map<string, string>();
  for (const { endpoints, problem } of targets) {
    if (!endpoints || problem) return undefined;
    for (const { endpoint } of endpoints) found.set(endpoint.id, endpoint.name);
  }
  return found;
}
