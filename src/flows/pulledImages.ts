// The image of each worker folder as its last deployment found it in the registry: what the rules may say about its size.
import type { PulledImage } from '../rules/pulledImage';
import type { DeployRecord } from './deployRecord';
import { assumedPullBytesPerSecond, defaultInitTimeoutSeconds, estimatePull } from './pullEstimate';

/** By worker folder; the newest record that knows a size counts. `records` are newest first. */
export function pulledImages(
  records: readonly DeployRecord[],
  pullBytesPerSecond = assumedPullBytesPerSecond,
): ReadonlyMap<string, PulledImage> {
  const found = new Map<string, PulledImage>();
  for (const { settings, facts } of records) {
    const { image, compressedBytes, initTimeoutSeconds = defaultInitTimeoutSeconds } = facts;
    if (image === undefined || compressedBytes === undefined || found.has(settings.folder)) continue;
    const estimate = estimatePull(compressedBytes, { pullBytesPerSecond, initTimeoutSeconds });
    found.set(settings.folder, { image, compressedBytes, initTimeoutSeconds, ...estimate });
  }
  return found;
}
