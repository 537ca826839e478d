// Which endpoints are being debugged, and from which folder. Such an endpoint has one worker, which runs the folder as it
// is now under debugpy, waits for a debugger before the first line, and is never late.

export interface DebugOptions {
  /** The worker folder on disk, absolute. */
  readonly folder: string;
}

export class Debugging {
  private readonly folders = new Map<string, DebugOptions>();

  of(endpointId: string): DebugOptions | undefined {
    return this.folders.get(endpointId);
  }

  begin(endpointId: string, options: DebugOptions): void {
    this.folders.set(endpointId, options);
  }

  end(endpointId: string): void {
    this.folders.delete(endpointId);
  }
}
