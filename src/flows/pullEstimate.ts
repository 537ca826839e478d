// How long a worker will pull an image, against the time it is given to start. RunPod tells neither its bandwidth nor
// how far a pull is, so both figures stand on a stated assumption.

/** RunPod's own default, after which a starting worker is declared unhealthy. */
export const defaultInitTimeoutSeconds = 420;
/** Assumed: 25 MB/s with unpacking, which fits seed reports of 10 minutes for 14.8 GB; RunPod publishes no figure. */
export const assumedPullBytesPerSecond = 25_000_000;

/** Less than this share of the time is left to the pull: the handler has to be loaded in it as well. */
const shareForPull = 0.8;

export interface PullEstimate {
  readonly seconds: number;
  /** The pull takes the time that a worker is given, or nearly. */
  readonly isTight: boolean;
  /** What RUNPOD_INIT_TIMEOUT should say. */
  readonly wantedSeconds: number;
}

export function estimatePull(
  compressedBytes: number,
  given: { readonly pullBytesPerSecond: number; readonly initTimeoutSeconds: number },
): PullEstimate {
  const seconds = Math.ceil(compressedBytes / given.pullBytesPerSecond);
  return {
    seconds,
    isTight: seconds >= given.initTimeoutSeconds * shareForPull,
    wantedSeconds: Math.ceil((seconds * 1.5) / 60) * 60,
  };
}
