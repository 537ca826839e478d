// Runs a deployment, or takes one up again, under a progress notification. The journal on disk knows how far it is, so
// that a window that was reloaded or killed finds the truth.
import { type DeployResult, deploy, resumeDeploy } from '../../flows/deploy';
import type { DeployRecord, DeploySettings } from '../../flows/deployRecord';
import type { Target } from '../../flows/target';
import { tellingFailure } from '../build/buildFolder';
import type { Services } from '../services';
import { deployDeps } from './deployDeps';

export type Work =
  | { readonly kind: 'new'; readonly settings: DeploySettings }
  | { readonly kind: 'resume'; readonly record: DeployRecord };

/** The preflight may have learned how large the image is. */
async function lookAtImage({ home, workers, report }: Services): Promise<void> {
  await home.pulled.refresh().catch(error => report(error, 'Reading what was deployed'));
  workers.soon();
}

export async function runDeploy(services: Services, target: Target, work: Work): Promise<DeployResult> {
  const settings = work.kind === 'new' ? work.settings : work.record.settings;
  services.home.buildLog.begin(`Deploying ${settings.name} from ${settings.folder}`);
  try {
    return await services.longWork(`Deploying ${settings.name}`, async (progress, signal) => {
      const deps = await deployDeps(services, { target, settings, progress, signal });
      const deploying =
        work.kind === 'new'
          ? deploy(settings, {}, deps, signal)
          : resumeDeploy(work.record, {}, deps, signal);
      return tellingFailure(services.home.buildLog, deploying);
    });
  } finally {
    services.endpoints.touch();
    await lookAtImage(services);
  }
}
