// Deploys, or takes a deployment up again, and tells what came of it.
import { DeployFailure, type DeployResult } from '../../flows/deploy';
import type { Target } from '../../flows/target';
import type { Services } from '../services';
import { runDeploy, type Work } from './runDeploy';
import { tellDeployed } from './tellDeployed';
import { tellFailed } from './tellFailed';

/** Undefined when it failed, which was told then. */
export async function deployAndTell(
  services: Services,
  target: Target,
  work: Work,
): Promise<DeployResult | undefined> {
  const { name } = work.kind === 'new' ? work.settings : work.record.settings;
  try {
    const result = await runDeploy(services, target, work);
    tellDeployed(services, target, { name, result });
    return result;
  } catch (error) {
    if (!(error instanceof DeployFailure)) throw error;
    const again = () => deployAndTell(services, target, { kind: 'resume', record: error.record });
    tellFailed(services, target, { failure: error, again });
    return undefined;
  }
}
