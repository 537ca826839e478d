// A deployment that a reload interrupted: found at the next activation, told with where it stands, resumed on a click.
import { journalFiles } from '../../flows/adapters/journalFiles';
import { describeDeployment } from '../../flows/deployRecord';
import type { Services } from '../services';
import { runningKey } from './runningKey';

export async function tellInterrupted(services: Services): Promise<void> {
  const { home, prompts, targets } = services;
  const id = home.memory.get<string>(runningKey);
  if (!id) return;
  await home.memory.update(runningKey, undefined);
  const record = await journalFiles(await home.stateFolder()).load(id);
  if (record?.outcome !== 'running') return;
  const words = `The deployment of ${record.settings.name} did not finish. ${describeDeployment(record)}`;
  if ((await prompts.tell(words, 'Resume', 'Leave It')) !== 'Resume') return;
  const target = await targets.resolve(record.target);
  const { runDeploy } = await import('./runDeploy');
  const { tellDeployed } = await import('./tellDeployed');
  tellDeployed(services, target, {
    name: record.settings.name,
    result: await runDeploy(services, target, { kind: 'resume', record }),
  });
}
