// A container engine, whichever it is: Docker through its API, Docker or podman through their command lines.
// Always linux/amd64, because RunPod runs nothing else. "None" is an answer too, with what was probed.

export interface BuildRequest {
  /** Absolute path of the build context; its .dockerignore is honoured. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  readonly tags: readonly string[];
  /** Values are never logged. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
}

export type BuildEvent =
  | {
      readonly kind: 'step';
      readonly index: number;
      readonly total: number;
      readonly name: string;
      readonly cached: boolean;
    }
  | { readonly kind: 'output'; readonly line: string }
  | { readonly kind: 'context'; readonly files: number; readonly bytes: number };

export interface BuildResult {
  readonly imageId: string;
  /** Uncompressed bytes. */
  readonly sizeBytes: number;
}

export interface PushEvent {
  readonly layer: string;
  readonly status: string;
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
}

export interface EngineProbe {
  /** In words: which socket, context or command. */
  readonly probed: string;
  readonly outcome: string;
}

export type EngineSearch =
  | { readonly found: true; readonly engine: Engine }
  | { readonly found: false; readonly probes: readonly EngineProbe[] };
