// What the server of the scale bench tells its parent.
export interface Usage {
  readonly kind: 'usage';
  /** After a collection. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** User and system, since its start. */
  readonly cpuMs: number;
}

export type ScaleMessage =
  | { readonly kind: 'listening'; readonly origin: string }
  | { readonly kind: 'worker'; readonly workerId: string; readonly token: string }
  | Usage;
