// The sample worker made ready to run: a copy of it, and the Python environment in which Local RunPod will run that.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { Environments } from '../../src/emulator/runtimes/process/environments';
import { localCacheFolder } from '../../src/flows/localRunPod';
import { root } from '../support/tree';

export async function copySample(folder: string): Promise<void> {
  const isOurs = (path: string) => !/[\\/](__pycache__|\.venv)$/.test(path);
  await cp(join(root, 'worker-sample'), folder, { recursive: true, filter: isOurs });
}

/** Makes the environment now (pip install, about half a minute), so that the first deploy does not have to. */
export async function prepareSamplePython(
  folder: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void = () => undefined,
): Promise<void> {
  const cacheFolder = join(localCacheFolder(env), 'envs');
  const environments = new Environments({ cacheFolder, python: undefined, clock: systemClock });
  await environments.ensure(folder, (_source, line) => say(line), new AbortController().signal);
}
