// A pull as a handful of lines a person can follow: one for each change of a layer's state, bytes only when
// a download starts and ends. Engines report every few kilobytes, which no log wants.
import { formatBytes } from '../base/words';
import type { PushEvent } from './engine';

const shown =
  /^(Pulling from|Pulling fs layer|Downloading|Download complete|Extracting|Pull complete|Already exists|Digest:|Status:|Copying|Pulled)/;

export function pullLines(onLine: (line: string) => void): (event: PushEvent) => void {
  const last = new Map<string, string>();
  return ({ layer, status, totalBytes }) => {
    if (!shown.test(status) || last.get(layer) === status) return;
    last.set(layer, status);
    const size = totalBytes ? ` (${formatBytes(totalBytes)})` : '';
    const isLayer = /^[0-9a-f]{12}$/.test(layer);
    onLine(isLayer ? `${layer} ${status}${status === 'Downloading' ? size : ''}` : status);
  };
}
