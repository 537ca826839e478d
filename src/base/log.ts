// One logger for everything, with the sink as a parameter. Text is redacted here, before any sink sees it.
import { explain } from './errors';
import { redact } from './redact';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
export type LogSink = (level: LogLevel, line: string) => void;

export interface Logger {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** `cause` is put into words after the message; its stack goes to the log only at trace level. */
  error(message: string, cause?: unknown): void;
}

/** A logger that writes redacted lines to `sink`. `secrets` are read anew for every line. */
export function createLogger(sink: LogSink, secrets: () => Iterable<string> = () => []): Logger {
  const write = (level: LogLevel, message: string) => sink(level, redact(message, secrets()));
  return {
    trace: message => write('trace', message),
    debug: message => write('debug', message),
    info: message => write('info', message),
    warn: message => write('warn', message),
    error(message, cause) {
      if (cause === undefined) {
        write('error', message);
        return;
      }
      const { message: what, remedy, detail } = explain(cause);
      write('error', [message, what, remedy, detail].filter(Boolean).join(' '));
      if (cause instanceof Error && cause.stack) write('trace', cause.stack);
    },
  };
}

export const silentLogger: Logger = createLogger(() => undefined);
