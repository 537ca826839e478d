// Background capture over the services of a window: what the Endpoints view knows, the setting, the panels.
import { systemClock } from '../../base/clock';
import { logFolder } from '../../flows/tailLogsFolder';
import type { Services } from '../services';
import { BackgroundCapture } from './backgroundCapture';

/** A journal that was read is believed for this long. */
const journalMs = 10_000;

export function keepCapturing(services: Services): BackgroundCapture {
  const { endpoints, home, log, panels, settings, targets } = services;
  const onSetting = (listener: (value: unknown) => void) =>
    settings.onChange(['runpod.logs.capture'], () => listener(undefined));
  return new BackgroundCapture({
    clock: systemClock,
    scope: () => settings.get('runpod.logs.capture'),
    known: () =>
      targets.all.flatMap(target => {
        const state = endpoints.stateOf(target);
        const endpointIds = state?.store.all?.map(({ endpoint }) => endpoint.id);
        return state && endpointIds ? [{ target, endpointIds, budget: state.budget }] : [];
      }),
    isShown: endpoint => panels.showsLogs(endpoint),
    deployed: journal(home.stateFolder),
    folder: async target => logFolder(await home.stateFolder(), target),
    secrets: () => [...targets.accounts.keys()],
    onProblem: error => log.debug(`Keeping logs: ${error instanceof Error ? error.message : String(error)}`),
    reasons: [endpoints.onChange, panels.onLogs, onSetting],
  });
}

/** The endpoints that were deployed from this machine, by target; none when the journal cannot be read. */
function journal(stateFolder: () => Promise<string>): (target: string) => Promise<readonly string[]> {
  let readMs = Number.NEGATIVE_INFINITY;
  let found: readonly { readonly target: string; readonly id: string }[] = [];
  const read = async () => {
    const { journalFiles } = await import('../../flows/adapters/journalFiles');
    const records = await journalFiles(await stateFolder()).list();
    return records.flatMap(({ target, facts }) =>
      facts.endpointId ? [{ target, id: facts.endpointId }] : [],
    );
  };
  return async target => {
    if (systemClock.now() - readMs > journalMs) {
      readMs = systemClock.now();
      found = await read().catch(() => []);
    }
    return found.flatMap(one => (one.target === target ? [one.id] : []));
  };
}
