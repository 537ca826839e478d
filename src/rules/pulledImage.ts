// What is known of a worker's image from its last deployment.

export interface PulledImage {
  readonly image: string;
  /** What a worker downloads. */
  readonly compressedBytes: number;
  /** What a worker is given to start, the pull included. */
  readonly initTimeoutSeconds: number;
  /** How long the pull takes, estimated. */
  readonly seconds: number;
  readonly isTight: boolean;
  /** What RUNPOD_INIT_TIMEOUT should say. */
  readonly wantedSeconds: number;
}

/** By the worker's folder; undefined where nothing was deployed from here. */
export type PulledOf = (folder: string) => PulledImage | undefined;
