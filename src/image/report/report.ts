// The report on an image: its layers with the line that made each, what it carries in vain, and what a worker must
// download before it can start. Pure. Without an engine, what the registry tells is all there is.
import type { RemoteImage } from '../registry/remoteImage';
import { type DockerfilePlace, type DockerfileText, linesOf } from './dockerfileLines';
import { instructionOf } from './instruction';
import type { LayerEntry, SavedImage } from './savedImage';
import { findWaste, type Waste } from './waste';

export interface ReportedLayer {
  /** The line of the Dockerfile, or `the base image`. */
  readonly instruction: string;
  /** Where that line stands, when it is in a Dockerfile of the worker. */
  readonly place: DockerfilePlace | undefined;
  /** Uncompressed; undefined when only the registry was asked. */
  readonly sizeBytes: number | undefined;
  /** As the registry holds it: what is downloaded. */
  readonly compressedBytes: number | undefined;
  readonly wastedBytes: number;
  readonly files: number;
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
}

export interface ImageReport {
  readonly reference: string;
  /** Uncompressed; undefined when only the registry was asked. */
  readonly sizeBytes: number | undefined;
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
  /** One of the two must be there. */
  readonly image: SavedImage | undefined;
  readonly remote: RemoteImage | undefined;
  /** Bottom first: the base before the worker. */
  readonly dockerfiles: readonly DockerfileText[];
  readonly bytesPerSecond: number;
  readonly initTimeoutSeconds: number;
}

const shownFiles = 5;
const shownWaste = 100;

export function reportOn(request: ReportRequest): ImageReport {
  const { reference, image, remote, bytesPerSecond, initTimeoutSeconds } = request;
  const waste = image ? findWaste(image.layers) : [];
  const layers = reportLayers(request, waste);
  return {
    reference,
    sizeBytes: image && layers.reduce((sum, layer) => sum + (layer.sizeBytes ?? 0), 0),
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

function reportLayers(
  { image, remote, dockerfiles }: ReportRequest,
  waste: readonly Waste[],
): readonly ReportedLayer[] {
  const config = image?.config ?? remote?.config;
  const history = (config?.history ?? []).filter(each => !each.empty_layer);
  const count = image?.layers.length ?? remote?.layers.length ?? 0;
  const compressed = remote?.layers.length === count ? remote.layers : [];
  const made = Array.from({ length: count }, (_, at) => instructionOf(history[at]?.created_by));
  const places = linesOf(made, dockerfiles);
  return made.map((instruction, at) => ({
    instruction,
    place: places[at],
    compressedBytes: compressed[at]?.sizeBytes,
    wastedBytes: sumOf(waste.filter(each => each.layer === at)),
    ...contentOf(image?.layers[at]),
  }));
}

function contentOf(entries: readonly LayerEntry[] | undefined) {
  if (!entries) return { sizeBytes: undefined, files: 0, largest: [] };
  const files = entries.filter(entry => entry.kind === 'file');
  return {
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    files: files.length,
    largest: files
      .filter(file => file.sizeBytes > 0)
      .sort((a, b) => b.sizeBytes - a.sizeBytes)
      .slice(0, shownFiles)
      .map(({ path, sizeBytes }) => ({ path: `/${path}`, bytes: sizeBytes })),
  };
}

function sumOf(waste: readonly Waste[]): number {
  return waste.reduce((sum, each) => sum + each.bytes, 0);
}
