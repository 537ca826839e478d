// Runs a worker folder as a plain process in a virtual environment: `folder:/abs/path@digest`, no engine needed.
import { mkdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Clock } from '../../../base/clock';
import { folderImagePrefix } from '../../../wire/folderImage';
import type { WorkerProcess, WorkerRuntime, WorkerSpec, WriteLine } from '../../ports';
import { debuggedCommand, ensureDebugger, portTold } from './debugger';
import { dockerfileFlags } from './dockerfileEnv';
import { entryCommand } from './entry';
import { type Environment, Environments } from './environments';
import { isolatedEnv } from './isolatedEnv';
import { Leftovers } from './leftovers';
import { copyFolder, Snapshots } from './snapshots';
import { spawnWorker } from './spawnWorker';

export interface ProcessRuntimeOptions {
  readonly stateFolder: string;
  /** Where Python environments are cached. */
  readonly cacheFolder: string;
  readonly python: string | undefined;
  readonly clock: Clock;
  /** The environment of Local RunPod itself; only the path and the language reach a worker. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
}

interface Debugged {
  readonly environment: Environment;
  readonly home: string;
  /** What the template puts on Python's path. */
  readonly path: string | undefined;
  readonly write: WriteLine;
}

export class ProcessRuntime implements WorkerRuntime {
  readonly name = 'process';
  private readonly snapshots: Snapshots;
  private readonly environments: Environments;
  private readonly leftovers: Leftovers;
  private readonly workersFolder: string;

  constructor(private readonly options: ProcessRuntimeOptions) {
    this.snapshots = new Snapshots(join(options.stateFolder, 'snapshots'));
    this.environments = new Environments(options);
    this.leftovers = new Leftovers(join(options.stateFolder, 'workers.json'), options.clock);
    this.workersFolder = join(options.stateFolder, 'workers');
  }

  /**
   * Ends workers that an earlier run left behind, and removes their folders and the snapshots that none of `images`
   * names; returns how many workers there were.
   */
  async recover(images: readonly string[]): Promise<number> {
    const ended = await this.leftovers.clear();
    await rm(this.workersFolder, { recursive: true, force: true });
    await this.snapshots.keepOnly(images);
    return ended;
  }

  accepts(image: string): boolean {
    return image.startsWith(folderImagePrefix);
  }

  async admit(image: string): Promise<void> {
    await this.snapshots.take(image);
  }

  async prepare(image: string, write: WriteLine, signal: AbortSignal): Promise<void> {
    await this.environments.ensure(await this.snapshots.take(image), write, signal);
  }

  async start(spec: WorkerSpec, write: WriteLine): Promise<WorkerProcess> {
    // What is debugged is what is in the editor, not what was deployed.
    const source = spec.debug?.folder ?? (await this.snapshots.take(spec.image));
    const environment = await this.environments.ensure(source, write, new AbortController().signal);
    const home = join(this.workersFolder, spec.workerId);
    const cwd = join(home, 'worker');
    // A fresh copy each time: SDK 1.7.12 to 1.10.0 trip over the state file of the process before.
    await rm(home, { recursive: true, force: true });
    await mkdir(join(home, 'home'), { recursive: true });
    await mkdir(join(home, 'tmp'), { recursive: true });
    await copyFolder(source, cwd);
    const plain = await entryCommand(cwd, spec.args, environment.python);
    const debug =
      spec.debug && (await this.debugged(plain, { environment, home, path: spec.env.PYTHONPATH, write }));
    const [command = '', ...args] = debug?.command ?? plain;
    const env = {
      ...isolatedEnv(environment, {
        hostEnv: this.options.hostEnv,
        home: join(home, 'home'),
        temporary: join(home, 'tmp'),
      }),
      ...(await dockerfileFlags(cwd)),
      ...spec.env,
      ...debug?.env,
    };
    const worker = spawnWorker({ command, args, cwd, env, write, clock: this.options.clock });
    const tracked = this.track(worker, spec.workerId, home);
    const port = debug && (await portTold(debug.told, tracked.exited, this.options.clock));
    if (port === undefined) return tracked;
    write('system', `waiting for a debugger on 127.0.0.1:${port}`);
    return { ...tracked, debug: { port, folder: cwd } };
  }

  private async debugged(command: readonly string[], { environment, home, path, write }: Debugged) {
    const tool = await ensureDebugger(this.options.cacheFolder, environment.python, write);
    const told = join(home, 'debugger');
    return {
      command: debuggedCommand(command, environment.python, told),
      told,
      env: {
        PYTHONPATH: [tool, ...(path ? [path] : [])].join(delimiter),
        PYDEVD_DISABLE_FILE_VALIDATION: '1',
      },
    };
  }

  private track(worker: WorkerProcess, workerId: string, home: string): WorkerProcess {
    const { pid } = worker;
    if (pid === undefined) return worker;
    this.leftovers.add(pid, workerId);
    const exited = worker.exited.then(async exit => {
      this.leftovers.remove(pid);
      await rm(home, { recursive: true, force: true }).catch(() => undefined);
      return exit;
    });
    return { ...worker, exited };
  }
}
