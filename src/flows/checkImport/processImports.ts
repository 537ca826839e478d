// Runs a plan as a process in the environment that Local RunPod would use, in a copy of the worker folder, so that
// nothing an import writes ends up in the user's files.
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import type { Clock } from '../../base/clock';
import { Environments } from '../../emulator/runtimes/process/environments';
import { isolatedEnv } from '../../emulator/runtimes/process/isolatedEnv';
import { copyFolder } from '../../emulator/runtimes/process/snapshots';
import { spawnWorker } from '../../emulator/runtimes/process/spawnWorker';
import type { ImportLaunch, ImportRunner } from './importRunner';
import { platformEnv } from './platformEnv';

export interface ProcessImportsOptions {
  /** Where Python environments are cached. */
  readonly cacheFolder: string;
  /** The Python that makes environments; found on the PATH else. */
  readonly python: string | undefined;
  readonly clock: Clock;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** Text of importProbe.py. */
  readonly probe: string;
}

/** What pip itself says is many lines; it is told when it fails. */
const isStep = /^(create Python environment|pip install |waiting for )/;

export function processImports(options: ProcessImportsOptions): ImportRunner {
  const environments = new Environments(options);
  return {
    runtime: 'process',
    image: undefined,
    async launch(plan, { mark, seconds, args }, { onLine, onProgress, signal }): Promise<ImportLaunch> {
      const tellSteps = (line: string) => isStep.test(line) && onProgress(line);
      const environment = await environments.ensure(plan.folder, (_, line) => tellSteps(line), signal);
      const home = await realpath(await mkdtemp(join(tmpdir(), 'import-')));
      const folder = join(home, 'worker');
      await mkdir(join(home, 'tmp'));
      await copyFolder(plan.folder, folder);
      const what = plan.module === undefined ? { script: plan.script } : { module: plan.module };
      const told = JSON.stringify({ mark, seconds, args, root: folder, ...what });
      const process = spawnWorker({
        command: environment.python,
        args: ['-X', 'importtime', '-c', options.probe, told],
        cwd: folder,
        env: {
          ...isolatedEnv(environment, { hostEnv: options.hostEnv, home, temporary: join(home, 'tmp') }),
          PYTHONDONTWRITEBYTECODE: '1',
          ...platformEnv(plan),
        },
        write: (_, line) => onLine(line),
        clock: options.clock,
      });
      return {
        running: { exited: process.exited, kill: () => process.stop(0) },
        locate: path =>
          isAbsolute(path) ? join(plan.folder, relative(folder, path)) : join(plan.folder, path),
        cleanUp: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
      };
    },
  };
}
