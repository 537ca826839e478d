// The command line as the demo uses it: the built bundle in processes of its own, with a state folder of its own, and
// without the keys and hosts of whoever runs the demo.
import { join } from 'node:path';
import { start, tail } from '../host/processes';
import { root } from '../support/tree';

export class CommandLine {
  constructor(
    private readonly folder: string,
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** What a command prints on stdout; throws, with what it said, unless it ends with 0. */
  async run(...args: string[]): Promise<string> {
    const child = start(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let said = '';
    child.stdout?.on('data', chunk => {
      printed += chunk;
    });
    child.stderr?.on('data', chunk => {
      said += chunk;
    });
    const code = await new Promise<number | null>(resolve => child.once('close', resolve));
    if (code === 0) return printed;
    const words = [said, printed].map(text => tail(text)).filter(Boolean);
    throw new Error(`runpod-worker-dev ${args.join(' ')} ended with ${code}:\n${words.join('\n')}`);
  }

  /** The JSON document that a command prints with --json. */
  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run(...args, '--json')) as T;
  }
}

/** The environment of the caller without what points at an account, and with the demo's own state folder. */
export function demoEnvironment(state: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('RUNPOD_'),
  );
  return { ...Object.fromEntries(kept), RUNPOD_WORKER_DEV_STATE: state };
}
