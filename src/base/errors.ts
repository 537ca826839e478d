// The errors people read. An AppError says what happened (`message`) and what to do next (`remedy`);
// its kind decides the exit code of the command line and the tone of the editor. Nothing else may
// reach a person: `explain` turns whatever was thrown into one of these, without stack or secret.
import { redact } from './redact';

export type ErrorKind =
  /** The caller asked for something that cannot be asked that way. */
  | 'usage'
  /** We decline to do it and say why; nothing was changed. */
  | 'refused'
  /** A tool that this machine lacks (Python, Docker …). */
  | 'missing-tool'
  /** The key is missing, wrong, or not allowed to do this. */
  | 'unauthorized'
  | 'not-found'
  | 'conflict'
  | 'rate-limited'
  | 'timeout'
  /** The far side failed or answered something we cannot read. */
  | 'remote'
  | 'cancelled'
  /** Our own mistake. */
  | 'internal';

export interface ErrorDetails {
  /** What to do next, as one sentence. */
  readonly remedy?: string | undefined;
  /** Longer text for the log or a details view: a traceback of the user's code, a tool's output. */
  readonly detail?: string | undefined;
  readonly cause?: unknown;
  /** HTTP status, where one was involved. */
  readonly status?: number | undefined;
  /** Milliseconds to wait before trying again, where the far side said so. */
  readonly retryAfterMs?: number | undefined;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly remedy: string | undefined;
  readonly detail: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly kind: ErrorKind,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.remedy = details.remedy;
    this.detail = details.detail;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

export function isAppError(error: unknown, ...kinds: ErrorKind[]): error is AppError {
  return error instanceof AppError && (kinds.length === 0 || kinds.includes(error.kind));
}

export function cancelled(): AppError {
  return new AppError('cancelled', 'Cancelled.');
}

/** True for our own cancellation and for the AbortError that platform APIs throw. */
export function isCancelled(error: unknown): boolean {
  return isAppError(error, 'cancelled') || (error instanceof Error && error.name === 'AbortError');
}

export interface Explanation {
  readonly kind: ErrorKind;
  /** One line: what happened. */
  readonly message: string;
  readonly remedy?: string | undefined;
  readonly detail?: string | undefined;
}

/** Turns anything thrown into words for a person. Redacted; never a stack. */
export function explain(error: unknown): Explanation {
  if (error instanceof AppError) {
    return {
      kind: error.kind,
      message: redact(error.message),
      remedy: error.remedy && redact(error.remedy),
      detail: error.detail && redact(error.detail),
    };
  }
  if (isCancelled(error)) return { kind: 'cancelled', message: 'Cancelled.' };
  const text = error instanceof Error ? error.message : String(error);
  return {
    kind: 'internal',
    message: `Something went wrong that we did not foresee: ${redact(firstLine(text))}`,
    remedy: 'The log has the details. If it happens again, please report it.',
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
