// Local RunPod through its own door: the bundle `dist/emulator.js` as a process, as the command line starts it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalRunPodInfo, localRunPodSchema } from '../../src/wire/localRunPod';
import { root } from './tree';

export const emulatorScript = join(root, 'dist/emulator.js');

/** Bundles when nobody has done it yet; `npm test` always has. */
export function ensureBuilt(): void {
  if (!existsSync(emulatorScript)) build();
}

/** Bundles what is in the tree now: a bench measures that. */
export function build(...flags: readonly '--production'[]): void {
  execFileSync(process.execPath, [join(root, 'esbuild.mjs'), ...flags], { cwd: root });
}

export interface Door {
  readonly child: ChildProcess;
  /** What it printed on stdout so far. */
  printed(): string;
  complaints(): string;
  /** What it announces, or undefined when it ended without. */
  readonly info: Promise<LocalRunPodInfo | undefined>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export function openDoor(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Door {
  const child = spawn(process.execPath, [emulatorScript, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaints = '';
  child.stderr.on('data', chunk => {
    complaints += chunk;
  });
  const info = new Promise<LocalRunPodInfo | undefined>(resolve => {
    child.stdout.on('data', chunk => {
      printed += chunk;
      if (printed.includes('\n'))
        resolve(localRunPodSchema.parse(JSON.parse(printed.split('\n', 1)[0] ?? '')));
    });
    child.once('close', () => resolve(undefined));
  });
  const ended = new Promise<number | NodeJS.Signals | null>(resolve => {
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
  return { child, printed: () => printed, complaints: () => complaints, info, ended };
}
