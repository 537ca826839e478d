// The report on an image: its layers with the line that made each, what it carries in vain, and what a worker must
// download before it can start. Pure.
import type { RemoteImage } from '../registry/remoteImage';
import { instructionOf } from './instruction';
import type { SavedImage } from './savedImage';
import { findWaste, type Waste } from './waste';

export interface ReportedLayer {
  /** The line of the Dockerfile, or `the base image`. */
  readonly instruction: string;
  /** Uncompressed. */
  readonly sizeBytes: number;
  /** As the registry holds it: what is downloaded. */
  readonly compressedBytes: number | undefined;
  readonly wastedBytes: number;
  readonly files: number;
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
}

export interface ImageReport {
  readonly reference: string;
  readonly sizeBytes: number;
  /** Undefined for an image that no registry has. */
  readonly compressedBytes: number | undefined;
  readonly wastedBytes: number;
  /** Bottom first. */
  readonly layers: readonly ReportedLayer[];
  /** The largest first. */
  readonly waste: readonly Waste[];
  readonly pull: PullEstimate | undefined;
}

export interface PullEstimate {
  readonly seconds: number;
  /** The assumption behind it. */
  readonly bytesPerSecond: number;
  readonly initTimeoutSeconds: number;
}

export interface ReportRequest {
  readonly reference: string;
  readonly image: SavedImage;
  readonly remote: RemoteImage | undefined;
  readonly bytesPerSecond: number;
  readonly initTimeoutSeconds: number;
}

const shownFiles = 5;
const shownWaste = 100;

export function reportOn({
  reference,
  image,
  remote,
  bytesPerSecond,
  initTimeoutSeconds,
}: ReportRequest): ImageReport {
  const waste = findWaste(image.layers);
  const lines = (image.config.history ?? []).filter(each => !each.empty_layer);
  const sameLayers = remote?.layers.length === image.layers.length;
  const layers = image.layers.map((entries, at) => {
    const files = entries.filter(entry => entry.kind === 'file');
    return {
      instruction: instructionOf(lines[at]?.created_by),
      sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      compressedBytes: sameLayers ? remote?.layers[at]?.sizeBytes : undefined,
      wastedBytes: sumOf(waste.filter(each => each.layer === at)),
      files: files.length,
      largest: files
        .filter(file => file.sizeBytes > 0)
        .sort((a, b) => b.sizeBytes - a.sizeBytes)
        .slice(0, shownFiles)
        .map(({ path, sizeBytes }) => ({ path: `/${path}`, bytes: sizeBytes })),
    };
  });
  return {
    reference,
    sizeBytes: layers.reduce((sum, layer) => sum + layer.sizeBytes, 0),
    compressedBytes: remote?.compressedBytes,
    wastedBytes: sumOf(waste),
    layers,
    waste: waste.slice(0, shownWaste),
    pull: remote && {
      seconds: Math.ceil(remote.compressedBytes / bytesPerSecond),
      bytesPerSecond,
      initTimeoutSeconds,
    },
  };
}

function sumOf(waste: readonly Waste[]): number {
  return waste.reduce((sum, each) => sum + each.bytes, 0);
}
