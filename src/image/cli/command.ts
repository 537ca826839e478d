// Command lines as data: what to run and how to read what it prints. Nothing here runs anything, so both sides
// are tested with strings; `run.ts` is the one that spawns.

export interface CliOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface CliCommand<T> {
  readonly command: string;
  readonly args: readonly string[];
  /** Written to its standard input, which is then closed. */
  readonly input?: string;
  /** Added to the environment; for values that must not be seen in a process list. */
  readonly env?: Readonly<Record<string, string>>;
  /** Reads the finished output; throws an AppError when it tells of a failure. */
  parse(output: CliOutput): T;
}

export interface CliOptions {
  readonly signal?: AbortSignal | undefined;
  /** Every line as it is printed, without its line end. */
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

export type RunCli = <T>(command: CliCommand<T>, options?: CliOptions) => Promise<T>;
