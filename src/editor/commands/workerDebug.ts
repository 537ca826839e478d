// Debugs a worker on this machine: Local RunPod runs it under debugpy, and VS Code stops at the breakpoints of its folder.
import { basename } from 'node:path';
import { createLocalDebug } from '../../api/localDebug';
import { systemClock } from '../../base/clock';
import { AppError } from '../../base/errors';
import { workerName } from '../../flows/createWorker';
import type { Target } from '../../flows/target';
import { parseFolderImage } from '../../wire/folderImage';
import { WorkerDebug } from '../debug/workerDebug';
import { askTarget } from '../deploy/askDeploy';
import { deployAndTell } from '../deploy/deployAndTell';
import type { Services } from '../services';
import { chooseFolder, requireTrust } from './chooseFolder';
import type { Command } from './command';

export const workerDebug: Command = async (services, given) => {
  requireTrust();
  const folder = await chooseFolder(services, given, 'Debug Worker Locally');
  const target = await askTarget(services, { target: 'local' });
  const endpoint = await endpointFor(services, target, folder);
  if (!endpoint) return undefined;
  const info = await services.targets.runner.find();
  if (!info) throw new AppError('refused', 'Local RunPod is not running.');
  const http = { clock: systemClock, log: services.log, userAgent: 'runpod-worker-dev vscode' };
  const debug = createLocalDebug(info, http);
  const { report } = services;
  const one = new WorkerDebug({ debug, folder, clock: systemClock, report, ...endpoint });
  try {
    const started = await services.longWork('Debug Worker Locally', (progress, signal) =>
      one.start(progress, signal),
    );
    services.endpoints.touch({ target, endpointId: endpoint.endpointId });
    return { ...endpoint, ...started };
  } catch (error) {
    one.dispose();
    throw error;
  }
};

/** The endpoint that runs this folder as a process, deployed now if there is none; undefined when that failed. */
async function endpointFor(services: Services, target: Target, folder: string) {
  const endpoints = await target.cloud.endpoints.list();
  const known = endpoints.find(({ image }) => parseFolderImage(image ?? '')?.folder === folder);
  if (known) return { endpointId: known.id, name: known.name };
  const name = workerName(basename(folder));
  const settings = { folder, runtime: 'process', name } as const;
  const result = await deployAndTell(services, target, { kind: 'new', settings });
  const endpointId = result?.endpointId;
  return endpointId === undefined ? undefined : { endpointId, name };
}
