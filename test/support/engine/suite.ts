// What the engine suite shares: every engine started once, a build context, a build and a run on any of them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildEvent, ContainerExit, Engine } from '../../../src/image/engine';
import { type EngineKind, type Engines, type EngineUnderTest, startEngines } from './engines';
import { newerDocker } from './newerDocker';
import { hasPodman } from './podman';
import type { TestEngine } from './startEngine';

export const never = new AbortController().signal;
const newer = await newerDocker();

/** Why the newer Docker could not be had, if it could not. */
export const noNewer = typeof newer === 'string' ? newer : undefined;

/** The engines of this machine. */
export const kinds: readonly EngineKind[] = [
  'api',
  'legacy-cli',
  ...(noNewer === undefined ? (['newer-api', 'buildx'] as const) : []),
  ...(hasPodman ? (['podman-api', 'podman-cli'] as const) : []),
];

export class EngineSuite {
  private started: Engines | undefined;

  async start(): Promise<void> {
    this.started = await startEngines({
      newer: typeof newer === 'string' ? undefined : newer,
      podman: hasPodman,
    });
  }

  async stop(): Promise<void> {
    await this.started?.stop();
  }

  get engines(): Engines {
    if (!this.started) throw new Error('The engines were not started.');
    return this.started;
  }

  /** The installed Docker. */
  get docker(): TestEngine {
    return this.engines.docker;
  }

  of(which: EngineKind): EngineUnderTest {
    const found = this.engines.of[which];
    if (!found) throw new Error(`${which} was not started`);
    return found;
  }

  /** Writes a build context and says where it is. */
  context(name: string, files: Record<string, string>): string {
    const folder = join(this.docker.folder, 'contexts', name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  /** The context of a worker; `extra` stands before its COPY. */
  worker(name: string, handler: string, extra = ''): string {
    return this.context(name, {
      Dockerfile: `ARG BASE=none\nFROM $BASE\nWORKDIR /app\n${extra}COPY . .\nCMD ["python3", "-u", "handler.py"]\n`,
      'handler.py': handler,
      '.dockerignore': 'secret.txt\n',
      'secret.txt': 'not for the image',
    });
  }

  /** What to build a context of ours with. */
  request(folder: string, tag: string) {
    const buildArgs = { BASE: this.docker.baseImage };
    return { context: folder, dockerfile: 'Dockerfile', tags: [tag], buildArgs };
  }

  async build(engine: Engine, folder: string, tag: string) {
    const events: BuildEvent[] = [];
    const result = await engine.build(this.request(folder, tag), event => events.push(event), never);
    return { result, events };
  }

  async runToEnd(engine: Engine, image: string, options: object = {}) {
    const lines: string[] = [];
    const container = await engine.containers.run(
      {
        name: `t-${Math.random().toString(36).slice(2)}`,
        image,
        env: { GREETING: 'hi there' },
        labels: { 'runpod-test': 'engine' },
        ...options,
      },
      line => lines.push(line),
    );
    const exit: ContainerExit = await container.exited;
    return { lines, exit };
  }
}

/** The command lines of this machine. */
export function processes(): string[] {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
}
