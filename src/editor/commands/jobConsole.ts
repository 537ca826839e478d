// Opens the job console of an endpoint, ready to write a job: nothing is sent.
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const jobConsole: Command = async (services, given) => {
  services.panels.showConsole(await chooseEndpoint(services, given, 'Job Console'));
};
