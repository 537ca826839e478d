// The endpoints that code may rightly name: those of all signed-in accounts and of Local RunPod, and those that have
// likely taken the place of one that is gone.
import { likelySuccessors } from '../../flows/deadEndpoint';
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

/** Ids on accounts, likeliest first; `name` is what the endpoint was called where no account misses it by itself. */
export function accountSuccessors({ targets }: EndpointsModel, id: string, name?: string): readonly string[] {
  const accounts = targets.filter(({ target }) => target.kind === 'account');
  const missed = accounts.find(({ gone }) => gone?.some(each => each.id === id));
  const called = missed?.gone?.find(each => each.id === id)?.name ?? name;
  const here = (missed ? [missed] : accounts).flatMap(({ endpoints }) => endpoints ?? []);
  return likelySuccessors(
    called,
    here.map(({ endpoint }) => endpoint),
  ).map(endpoint => endpoint.id);
}
