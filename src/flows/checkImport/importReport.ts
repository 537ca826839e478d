// What running a worker's file up to runpod.serverless.start() showed. `--json` prints exactly this; paths are relative
// to the worker folder until a door shows them, lines and characters 0-based.
import type { Range } from '../../base/text';
import type { Severity } from '../../rules/rule';

export type ImportOutcome =
  /** start() was reached: the worker would take jobs now. */
  | 'started'
  /** An exception left the file. */
  | 'failed'
  /** sys.exit(), exit(), quit() or os._exit(). */
  | 'exited'
  /** The file ran to its end without start(). */
  | 'ended'
  /** A signal, or a crash in native code. */
  | 'killed'
  | 'timed-out';

export interface CodePlace {
  /** Absolute in the worker folder; as the program saw it when it is not there. */
  readonly path: string;
  readonly line: number;
  /** The function. */
  readonly name: string;
  readonly text: string;
}

export interface ImportFinding {
  readonly name: ImportFindingName;
  readonly severity: Severity;
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

export type ImportFindingName =
  | 'import-failed'
  | 'exit-before-start'
  | 'start-not-reached'
  | 'killed-before-start'
  | 'import-timed-out'
  | 'handler-not-callable'
  | 'load-failed'
  | 'output-lost';

export interface ModuleTime {
  readonly module: string;
  /** With everything it imported. */
  readonly seconds: number;
  /** Without. */
  readonly ownSeconds: number;
  /** What it imported, by how long their own code took. */
  readonly slowest: readonly { readonly module: string; readonly ownSeconds: number }[];
}

export interface ImportLoad {
  /** Such as `InferenceSession` or `WhisperModel`. */
  readonly name: string;
  readonly what: 'model' | 'gpu';
  /** undefined when the process ended inside the call. */
  readonly seconds: number | undefined;
  readonly failed: boolean;
  /** False when it ran as a side effect of importing another file. */
  readonly inHandlerFile: boolean;
  readonly place: CodePlace;
}

export interface ImportThread {
  readonly name: string;
  readonly daemon: boolean;
  readonly place: CodePlace;
}

export interface ImportReport {
  /** The file that was run, absolute. */
  readonly path: string;
  readonly runtime: 'process' | 'image';
  /** The image, when it ran in one. */
  readonly image: string | undefined;
  readonly outcome: ImportOutcome;
  /** From the first line of the file to start(), or to the end. */
  readonly seconds: number;
  readonly exitCode: number | null;
  readonly findings: readonly ImportFinding[];
  /** What left the file, or what was being handled when it exited. */
  readonly exception:
    | { readonly type: string; readonly message: string; readonly frames: readonly CodePlace[] }
    | undefined;
  /** The slowest first. */
  readonly modules: readonly ModuleTime[];
  readonly loads: readonly ImportLoad[];
  readonly threads: readonly ImportThread[];
  /** What was printed and would never have been seen, because the process ended before its buffer was written. */
  readonly lostOutput: string;
  /** The last lines that were seen. */
  readonly output: readonly string[];
}
