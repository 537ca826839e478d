// The error door of the command line: one line on stderr that says what happened and what to do, and the exit code.
import { type ErrorKind, explain } from '../../base/errors';
import type { CliIo, ExitCode } from './io';

const exitCodes: Record<ErrorKind, ExitCode> = {
  usage: 2,
  refused: 3,
  conflict: 3,
  'missing-tool': 4,
  unauthorized: 4,
  'not-found': 4,
  'rate-limited': 4,
  timeout: 4,
  remote: 4,
  cancelled: 4,
  internal: 4,
};

/** Tells the failure in one line (details, such as the user's own traceback, follow indented). */
export function tellFailure(io: CliIo, error: unknown): ExitCode {
  const { kind, message, remedy, detail } = explain(error);
  io.err(`${[message, remedy].filter(Boolean).join(' ')}\n`);
  if (detail) io.err(`${detail.replace(/^/gm, '  ')}\n`);
  return exitCodes[kind];
}
