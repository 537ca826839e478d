// What the command line touches: two streams, a folder, an environment, a clock. A test passes its own.
import type { FetchLike } from '../../api/http';
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/log';
import type { Files } from '../../base/ports';
import { hideKnown } from '../../base/redact';
import type { Python } from '../../python/parser';

export interface CliIo {
  /** Writes text as it is; callers bring the line end. */
  out(text: string): void;
  err(text: string): void;
  /** All of standard input. */
  stdin(): Promise<string>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly files: Files;
  /** Replaces a file's text. */
  write(path: string, text: string): Promise<void>;
  /** Where the bundles and their assets are. */
  readonly dist: string;
  readonly log: Logger;
  readonly userAgent: string;
  /** Goes through the proxy of the environment; the platform's own without one. */
  readonly fetch?: FetchLike | undefined;
  /** Of this tool. */
  readonly version: string;
  /** Made on first use: parsing needs WebAssembly, and most commands parse nothing. */
  python(): Promise<Python>;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** What is never printed or kept. */
export function secretsOf({ env }: Pick<CliIo, 'env'>): string[] {
  const key = env.RUNPOD_API_KEY?.trim();
  return key ? [key] : [];
}

/** For commands that print what an account answers, which may be what it was sent. */
export function guarded(io: CliIo): CliIo {
  const secrets = secretsOf(io);
  return {
    ...io,
    out: text => io.out(hideKnown(text, secrets)),
    err: text => io.err(hideKnown(text, secrets)),
  };
}

/** Exit codes of design: 0 fine, 1 findings or a failed job, 2 usage, 3 refused, 4 remote or missing part. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Prints one JSON document and nothing else. */
export function printJson(io: CliIo, value: unknown): void {
  io.out(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(io: CliIo, line = ''): void {
  io.out(`${line}\n`);
}

/** A remark that is not the answer: progress, notes. Goes to stderr so that stdout can be piped. */
export function remark(io: CliIo, line: string): void {
  io.err(`${line}\n`);
}
