// What Local RunPod asks of the outside: something that can run a worker. The scheduler knows only this;
// a plain process and a container are two ways to do it, and a test's fake is a third.
import type { Env } from '../wire/container';
import type { LogSource } from '../wire/logEvent';

export type WriteLine = (source: LogSource, line: string) => void;

export interface WorkerSpec {
  readonly workerId: string;
  readonly endpointId: string;
  /** An image reference, or `folder:/abs/path@digest` for the process runtime. */
  readonly image: string;
  /** The template's dockerArgs: empty, a command line, or `{"entrypoint":[…],"cmd":[…]}`. */
  readonly args: string;
  /** The template's env and the platform's own variables, merged. */
  readonly env: Env;
  /** Run this folder as it is now, under a debugger that waits for its client. */
  readonly debug?: { readonly folder: string };
}

/** Where the debugger of a worker listens, and where its code is. */
export interface WorkerDebug {
  readonly port: number;
  /** The folder that the process runs, a copy of the worker's. */
  readonly folder: string;
}

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** In words, when more is known than the code: out of memory, command not found. */
  readonly reason?: string;
}

export interface WorkerProcess {
  /** The main process, where it has one on this machine. */
  readonly pid: number | undefined;
  readonly debug?: WorkerDebug;
  readonly exited: Promise<WorkerExit>;
  /** SIGTERM, then SIGKILL to the whole group after `graceMs`; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** Stops the whole worker where it is, memory and all, until `thaw`; both or neither. */
  freeze?(): void;
  thaw?(): void;
  /** Resident memory of the whole worker in bytes, where it can be told. */
  memoryBytes(): Promise<number | undefined>;
  /** The most that the main process ever had resident, in bytes, where the machine keeps count. */
  peakMemoryBytes?(): Promise<number | undefined>;
}

export interface WorkerRuntime {
  readonly name: 'process' | 'container';
  accepts(image: string): boolean;
  /**
   * Called before a template or endpoint that names the image is saved: keeps what may change under it.
   * Throws AppError when the image cannot be used.
   */
  admit?(image: string): Promise<void>;
  /** Fetches what the image needs (a pull; a virtual environment), once; tells progress as system lines. */
  prepare(image: string, write: WriteLine, signal: AbortSignal): Promise<void>;
  start(spec: WorkerSpec, write: WriteLine): Promise<WorkerProcess>;
}

/** The container engine as the container runtime needs it; the door hands in the one of `image/`. */
export interface ContainerEngine {
  pull(image: string, onStatus: (line: string) => void, signal: AbortSignal): Promise<void>;
  /** Creates and starts a container on the host's loopback network; `label` marks all of ours. */
  run(options: ContainerOptions, onLine: (line: string) => void): Promise<RunningContainer>;
  /** Removes all containers, running or not, that carry all of these labels; returns how many. */
  removeAll?(labels: Readonly<Record<string, string>>): Promise<number>;
}

export interface ContainerOptions {
  readonly name: string;
  readonly image: string;
  readonly env: Env;
  readonly command?: readonly string[] | undefined;
  readonly entrypoint?: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export interface RunningContainer {
  readonly pid: number | undefined;
  readonly exited: Promise<WorkerExit>;
  stop(graceMs: number): Promise<void>;
  memoryBytes(): Promise<number | undefined>;
}
