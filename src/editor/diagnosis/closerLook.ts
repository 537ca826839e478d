// The doctor's full examination for the trees: with logs and jobs, and on an account only while its quota has room.
import { systemClock } from '../../base/clock';
import type { Services } from '../services';
import { knownHere } from './knownHere';
import type { VerdictsOptions } from './verdicts';

/** Requests of one examination: endpoint, health, workers, releases, account, logs. */
const requests = 6;

export function closerLook(services: Services): VerdictsOptions['look'] {
  return async ({ target, state }, signal) => {
    const { id, name } = state.endpoint;
    const budget = services.endpoints.stateOf(target)?.budget;
    if (!budget?.take()) return undefined;
    for (let more = 1; more < requests; more++) budget.count();
    try {
      const { diagnoseEndpoint } = await import('../../flows/diagnose');
      const known = await knownHere(services, { target, endpointId: id, name });
      const { verdict } = await diagnoseEndpoint(
        target.cloud,
        { endpointId: id, ...known },
        { clock: systemClock },
        signal,
      );
      return verdict;
    } catch {
      // The tree says what is wrong with the target; this is only about its endpoint.
      return undefined;
    }
  };
}
