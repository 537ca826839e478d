// The one place, beside engines and the emulator, that starts and signals processes for flows.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { request } from 'node:http';
import type { Readable } from 'node:stream';

/** A process that was started to outlive us, watched until it says that it is ready. */
export interface DetachedProcess {
  /** The first line on its stdout, or undefined when it ended without one. */
  readonly firstLine: Promise<string | undefined>;
  /** The end of what it wrote to stderr so far. */
  complaints(): string;
  /** Lets it live without us. */
  release(): void;
  kill(): void;
}

/** Processes and loopback probes, as flows need them; tests hand in fakes. */
export interface Processes {
  /** Runs a script with this program's own Node, detached. */
  startDetached(script: string, args: readonly string[], env: NodeJS.ProcessEnv): DetachedProcess;
  isAlive(pid: number): boolean;
  terminate(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Whether something at the address says that it is Local RunPod. */
  answers(url: string): Promise<boolean>;
}

const probeTimeoutMs = 2_000;
const keptComplaints = 8_192;

export const nodeProcesses: Processes = {
  startDetached(script, args, env) {
    const child = spawn(process.execPath, [script, ...args], {
      detached: true,
      // In VS Code our own executable is Electron, which runs scripts only when told to.
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    return watched(child);
  },
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },
  terminate(pid, signal) {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone.
    }
  },
  answers: url =>
    new Promise(resolve => {
      const probe = request(url, { timeout: probeTimeoutMs }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text = (text + chunk).slice(0, 100);
        });
        response.on('end', () => resolve(text.startsWith('Local RunPod')));
      });
      probe.on('timeout', () => probe.destroy());
      probe.on('error', () => resolve(false));
      probe.end();
    }),
};

function watched(child: ChildProcessByStdio<null, Readable, Readable>): DetachedProcess {
  let complaints = '';
  child.stderr.on('data', chunk => {
    complaints = (complaints + chunk).slice(-keptComplaints);
  });
  const firstLine = new Promise<string | undefined>(resolve => {
    let printed = '';
    child.stdout.on('data', chunk => {
      printed += chunk;
      if (printed.includes('\n')) resolve(printed.split('\n', 1)[0]);
    });
    child.once('error', error => {
      complaints += error.message;
      resolve(undefined);
    });
    child.once('close', () => resolve(undefined));
  });
  return {
    firstLine,
    complaints: () => complaints.trim(),
    release() {
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
    },
    kill: () => child.kill('SIGTERM'),
  };
}
