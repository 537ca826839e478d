// A deployment in a test: a worker folder on disk, a platform in memory, an engine that only notes what it is asked for.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../src/base/errors';
import { noProgress } from '../../src/base/ports';
import { journalFiles } from '../../src/flows/adapters/journalFiles';
import { DeployFailure, deploy } from '../../src/flows/deploy';
import type { DeployDeps } from '../../src/flows/deployContext';
import type { DeploySettings } from '../../src/flows/deployRecord';
import type { CliCommand } from '../../src/image/cli/command';
import type { BuildRequest, ContainerEngine, Engine } from '../../src/image/engine';
import type { RemoteImage } from '../../src/image/registry/remoteImage';
import { FakeClock } from './fakeClock';
import { FakePlatform } from './fakePlatform';
import { letTimePass } from './letTimePass';

export class Deploying {
  readonly folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  readonly platform = new FakePlatform();
  readonly clock = new FakeClock();
  readonly engine = new FakeEngine(this.clock);
  readonly journal = journalFiles(`${this.folder}-state`);

  constructor() {
    this.write('handler.py', 'print(1)\n');
    this.write('Dockerfile', 'ARG BASE=x\nFROM $BASE\nCOPY handler.py .\n');
    this.write('Dockerfile.base', 'FROM debian:12\nCOPY requirements.txt .\n');
    this.write('requirements.txt', 'runpod==1.12.0\n');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  get processSettings(): DeploySettings {
    return { folder: this.folder, runtime: 'process', name: 'ocr' };
  }

  get containerSettings(): DeploySettings {
    return { folder: this.folder, runtime: 'container', name: 'ocr', repository: '127.0.0.1:5000/ocr' };
  }

  deps(change: Partial<DeployDeps> = {}): DeployDeps {
    return {
      target: { kind: 'local', name: 'local', cloud: this.platform.cloud },
      run: async <T>(command: CliCommand<T>) => command.parse({ code: 0, stdout: '1a2b3c4d\n', stderr: '' }),
      findAuth: async () => undefined,
      readRemote: async () => aRemoteImage(),
      clock: this.clock,
      progress: noProgress,
      journal: this.journal,
      snapshots: { keep: async name => name },
      ...change,
    };
  }

  /** A deployment in pretended time. */
  deploy(
    settings: DeploySettings,
    deps: DeployDeps,
    values: Parameters<typeof deploy>[1] = {},
    signal = new AbortController().signal,
  ): ReturnType<typeof deploy> {
    return letTimePass(this.clock, deploy(settings, values, deps, signal));
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(`${this.folder}-state`, { recursive: true, force: true });
  }
}

export class FakeEngine {
  constructor(private readonly clock: FakeClock) {}

  readonly built: BuildRequest[] = [];
  readonly pushed: string[] = [];
  readonly stored = new Set<string>();
  fail: { build?: Error; push?: Error } = {};

  readonly port = {
    kind: 'docker-api',
    version: '1',
    address: 'test',
    build: async (request, onEvent) => {
      if (this.fail.build) throw this.fail.build;
      onEvent({ kind: 'step', index: 1, total: 1, name: 'FROM x', cached: false });
      await this.clock.sleep(1500);
      onEvent({ kind: 'stepDone', index: 1, cached: false });
      this.built.push(request);
      for (const tag of request.tags) this.stored.add(tag);
      return { imageId: 'sha256:1', sizeBytes: 10, history: [] };
    },
    push: async (reference, _auth, onEvent) => {
      if (this.fail.push) throw this.fail.push;
      this.pushed.push(reference);
      onEvent({ layer: 'a', status: 'Pushed', currentBytes: 500, totalBytes: 500 });
      return { digest: `sha256:${'d'.repeat(64)}` };
    },
    containers: {
      // Its registry is empty.
      pull: async () => {
        throw new AppError('not-found', 'no such image');
      },
    } as Partial<ContainerEngine> as ContainerEngine,
    has: async reference => this.stored.has(reference),
  } as Partial<Engine> as Engine;
}

export const aRemoteImage = (fields: Partial<RemoteImage> = {}): RemoteImage => ({
  reference: '',
  digest: `sha256:${'d'.repeat(64)}`,
  platforms: ['linux/amd64'],
  compressedBytes: 20_000_000,
  layers: [],
  config: { config: { Cmd: ['python3', 'handler.py'] } },
  ...fields,
});

/** What a deployment failed with. */
export async function deployFailure(work: Promise<unknown>): Promise<DeployFailure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeployFailure) return error;
  throw new Error(`No DeployFailure, but ${error}`);
}
