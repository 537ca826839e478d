// A container engine, whichever it is: Docker through its API, Docker or podman through their command lines.
// Always linux/amd64, because RunPod runs nothing else. "None" is an answer too, with what was probed.

export const platform = 'linux/amd64';

export interface BuildRequest {
  /** Absolute path of the build context; its .dockerignore is honoured. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  readonly tags: readonly string[];
  /** Values are never logged. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
  /** Credentials for the registries the Dockerfile's FROM lines name, by registry host. */
  readonly registries?: Readonly<Record<string, RegistryAuth>>;
}

export type BuildEvent =
  | {
      readonly kind: 'step';
      /** From 1, in the order the steps start. */
      readonly index: number;
      /** As far as it is known yet; a builder may learn of more steps as it goes. */
      readonly total: number;
      /** The instruction, such as `RUN pip install -r requirements.txt`. */
      readonly name: string;
      readonly cached: boolean;
    }
  | {
      /** What a step has fetched so far, as far as the builder tells. */
      readonly kind: 'transfer';
      readonly index: number;
      readonly currentBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly kind: 'stepDone';
      readonly index: number;
      readonly cached: boolean;
      /** Measured by who follows the build. */
      readonly seconds?: number;
    }
  | { readonly kind: 'output'; readonly line: string }
  | { readonly kind: 'context'; readonly files: number; readonly bytes: number };

export interface BuildResult {
  readonly imageId: string;
  /** Uncompressed bytes. */
  readonly sizeBytes: number;
  /** What the image was made by, oldest first; empty where the engine does not tell. */
  readonly history: readonly HistoryEntry[];
}

export interface HistoryEntry {
  /** As the builder noted it: `RUN pip install x # buildkit`, `/bin/sh -c #(nop) COPY …`. */
  readonly createdBy: string;
  /** Uncompressed bytes it added. */
  readonly bytes: number;
}

export interface PushEvent {
  readonly layer: string;
  readonly status: string;
  /** Uncompressed; may end above the total. */
  readonly currentBytes?: number | undefined;
  readonly totalBytes?: number | undefined;
}

export interface PushResult {
  /** `sha256:…` of the manifest in the registry. */
  readonly digest: string;
}

export interface RegistryAuth {
  readonly username: string;
  readonly password: string;
}

export interface Engine {
  readonly kind: 'docker-api' | 'docker-cli' | 'podman-cli';
  readonly version: string;
  /** Where it answers, for messages: a socket path or a context name. */
  readonly address: string;
  /** Runs containers on this engine, for Local RunPod. */
  readonly containers: ContainerEngine;
  /** Throws a BuildFailure that names the Dockerfile line when the image cannot be built. */
  build(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    signal: AbortSignal,
  ): Promise<BuildResult>;
  push(
    reference: string,
    auth: RegistryAuth | undefined,
    onEvent: (event: PushEvent) => void,
    signal: AbortSignal,
  ): Promise<PushResult>;
  /** True when the image is in the engine's own store. */
  has(reference: string, signal?: AbortSignal): Promise<boolean>;
  /** The image as a tar of its layers. Throws `not-found`. */
  save(reference: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** Runs workers as containers on the host's own network. Local RunPod asks for exactly this shape. */
export interface ContainerEngine {
  /** Fetches the image unless the engine has it; tells progress in whole lines. */
  pull(image: string, onStatus: (line: string) => void, signal: AbortSignal): Promise<void>;
  /** Resolves once the container runs, or has failed to: then `exited` says why (127: no such command). */
  run(options: ContainerOptions, onLine: (line: string) => void): Promise<RunningContainer>;
  /** Removes every container that carries all of these labels, running or not; says how many. */
  removeAll(labels: Readonly<Record<string, string>>): Promise<number>;
}

export interface ContainerOptions {
  readonly name: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command?: readonly string[] | undefined;
  readonly entrypoint?: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Bytes; none by default. */
  readonly memoryLimitBytes?: number | undefined;
}

export interface ContainerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** In words, when more is known than the code: out of memory, command not found. */
  readonly reason?: string;
}

export interface RunningContainer {
  readonly pid: number | undefined;
  /** Resolves after the last line of the log was handed over and the container is removed. Never rejects. */
  readonly exited: Promise<ContainerExit>;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** Resident memory in bytes, where it can be told. */
  memoryBytes(): Promise<number | undefined>;
}

export interface EngineProbe {
  /** In words: which socket, context or command. */
  readonly probed: string;
  readonly outcome: string;
}

/** One line for each thing that was tried. */
export function toldProbes(probes: readonly EngineProbe[]): string[] {
  return probes.map(({ probed, outcome }) => `${probed}: ${outcome}`);
}

export type EngineSearch =
  | { readonly found: true; readonly engine: Engine }
  | { readonly found: false; readonly probes: readonly EngineProbe[] };
