// Messages of the image panel. The host sends one whole report; the panel sends what was pressed, with the layer.

export interface PanelLayer {
  readonly instruction: string;
  readonly place: { readonly path: string; readonly line: number } | undefined;
  /** Bytes; undefined when only the registry was asked. */
  readonly sizeBytes: number | undefined;
  readonly compressedBytes: number | undefined;
  readonly wastedBytes: number;
  readonly files: number;
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
}

export interface PanelWaste {
  readonly path: string;
  readonly bytes: number;
  /** Index of the layer that holds the bytes. */
  readonly layer: number;
  readonly why: 'overwritten' | 'deleted' | 'package cache';
}

export interface PanelReport {
  readonly reference: string;
  readonly sizeBytes: number | undefined;
  readonly compressedBytes: number | undefined;
  readonly wastedBytes: number;
  /** Bottom first. */
  readonly layers: readonly PanelLayer[];
  readonly waste: readonly PanelWaste[];
  readonly pull:
    | { readonly seconds: number; readonly bytesPerSecond: number; readonly initTimeoutSeconds: number }
    | undefined;
}

/** What the panel shows: a report, and what could not be looked at. */
export interface ImageSnapshot {
  readonly report: PanelReport;
  /** Why the image itself was not read, with what was probed; undefined when it was. */
  readonly unread: string | undefined;
}

export type ImageAction =
  | { readonly kind: 'ready' | 'again' | 'openSetting' | 'copy' }
  /** Go to the line behind a layer. */
  | { readonly kind: 'openLine'; readonly layer: number };

const plainKinds = ['ready', 'again', 'openSetting', 'copy'];

/** The validator of what arrives from the panel. */
export function isImageAction(message: unknown): message is ImageAction {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  if (message.kind === 'openLine') return 'layer' in message && Number.isInteger(message.layer);
  return plainKinds.some(kind => kind === message.kind);
}
