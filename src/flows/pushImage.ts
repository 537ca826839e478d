// Pushes a built image, with bytes while they go, and looks it up in the registry afterwards: what a worker will
// download is known from there, not from the engine.
import type { Progress } from '../base/ports';
import { formatBytes } from '../base/words';
import type { PushEvent } from '../image/engine';
import { type ReadRemote, type RemoteImage, readRemoteImage } from '../image/registry/remoteImage';
import type { BuildDeps } from './buildImage';
import { secondsSince } from './buildSteps';

export interface PushDeps extends Pick<BuildDeps, 'engine' | 'findAuth' | 'clock' | 'progress'> {
  /** Looks at the image in its registry; over the network if nothing is given. */
  readonly readRemote?: ReadRemote;
}

export interface PushedImage {
  readonly reference: string;
  readonly digest: string;
  /** What the registry has; undefined when it does not let us look. */
  readonly remote: RemoteImage | undefined;
  /**
   * Uncompressed bytes of the layers that were sent this time; layers the registry had are not counted. Undefined
   * when the engine does not tell sizes (the command lines do not).
   */
  readonly pushedBytes: number | undefined;
  readonly seconds: number;
}

/** Throws `unauthorized` with the login to make, or `remote`. What was pushed before a cancel stays and is reused. */
export async function pushImage(
  reference: string,
  deps: PushDeps,
  signal: AbortSignal,
): Promise<PushedImage> {
  const startMs = deps.clock.now();
  const { readRemote = readRemoteImage } = deps;
  const auth = await deps.findAuth(reference, signal);
  const tally = createTally(deps.progress);
  const { digest } = await deps.engine.push(reference, auth, tally.onEvent, signal);
  const remote = await readRemote(reference, { auth, signal }).catch(() => undefined);
  return {
    reference,
    digest,
    remote,
    pushedBytes: tally.pushedBytes(),
    seconds: secondsSince(startMs, deps.clock),
  };
}

/** The base under its own name, so that another machine need not build it; its layers are the image's, sent once. */
export async function pushBase(
  reference: string | undefined,
  deps: PushDeps,
  signal: AbortSignal,
): Promise<PushedImage | undefined> {
  if (reference === undefined) return undefined;
  deps.progress.report({ message: 'Pushing the base image' });
  return pushImage(reference, deps, signal);
}

interface LayerState {
  status: string;
  sent: number;
  total: number;
}

export function createTally(progress: Progress) {
  const layers = new Map<string, LayerState>();
  const report = () => {
    const sending = [...layers.values()].filter(layer => layer.total > 0);
    const sent = sending.reduce((sum, layer) => sum + Math.min(layer.sent, layer.total), 0);
    const total = sending.reduce((sum, layer) => sum + layer.total, 0);
    if (total === 0) return;
    progress.report({
      message: `Pushing ${formatBytes(sent)} of ${formatBytes(total)}`,
      fraction: sent / total,
    });
  };
  return {
    onEvent({ layer, status, currentBytes, totalBytes }: PushEvent) {
      const state = layers.get(layer) ?? { status: '', sent: 0, total: 0 };
      const changed = state.status !== status;
      state.status = status;
      state.sent = Math.max(state.sent, currentBytes ?? 0);
      state.total = Math.max(state.total, totalBytes ?? 0);
      if (status === 'Pushed') state.sent = Math.max(state.sent, state.total);
      layers.set(layer, state);
      if (changed || currentBytes !== undefined) report();
    },
    pushedBytes() {
      const pushed = [...layers.values()].filter(layer => layer.status === 'Pushed');
      if (pushed.length > 0 && pushed.every(layer => layer.total === 0)) return undefined;
      return pushed.reduce((sum, layer) => sum + layer.sent, 0);
    },
  };
}
