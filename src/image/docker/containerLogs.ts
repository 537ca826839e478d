// The log of a container while it runs and to its end. podman's service sometimes never ends the log of a container
// that died at once: after a grace the log is read again without following, and only what was missing is handed on.
import type { Clock } from '../../base/clock';
import type { DockerClient } from './client';
import { readFramedLines } from './demux';

const drainMs = 3_000;

export interface LogFollower {
  /** Call it when the container has ended; resolves when its last line was handed on. Never rejects. */
  ended(): Promise<void>;
}

export function followLogs(
  client: DockerClient,
  { id, clock }: { readonly id: string; readonly clock: Clock },
  onLine: (line: string) => void,
): LogFollower {
  const drained = new AbortController();
  const read = (follow: '0' | '1', onEach: (line: string) => void, signal?: AbortSignal) =>
    client
      .call({
        method: 'GET',
        path: `/containers/${id}/logs`,
        query: { follow, stdout: '1', stderr: '1' },
        signal,
      })
      .then(reply => readFramedLines(reply.body, onEach))
      .catch(() => undefined);
  let told = 0;
  const following = read(
    '1',
    line => {
      // What a cut connection leaves half-told comes whole with the second reading.
      if (drained.signal.aborted) return;
      told++;
      onLine(line);
    },
    drained.signal,
  );
  return {
    async ended() {
      const timer = clock.after(drainMs, () => drained.abort());
      await following;
      timer.dispose();
      if (!drained.signal.aborted) return;
      let seen = 0;
      await read('0', line => {
        if (seen++ >= told) onLine(line);
      });
    },
  };
}
