// Follows the logs of an endpoint's workers, or of one worker.
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const endpointTailLogs: Command = async (services, given) => {
  services.panels.showLogs(await chooseEndpoint(services, given, 'Tail Logs'));
};
