// How a container ended, in words: what the exit code alone does not say.
import { constants } from 'node:os';
import type { ContainerExit } from './engine';

export interface ExitFacts {
  readonly code: number;
  readonly outOfMemory?: boolean | undefined;
  /** The engine's own error, when the program could not be started. */
  readonly error?: string | undefined;
  /** We asked it to stop, so that an end by a signal is no news. */
  readonly stopped?: boolean | undefined;
}

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** 126 and 127 come from the engine when the command is not a program or not there; 128 + n is signal n. */
export function describeExit(facts: ExitFacts): ContainerExit {
  const { code } = facts;
  const signal = code > 128 ? (signalNames.get(code - 128) ?? null) : null;
  const reason = reasonOf(facts);
  return { code, signal, ...(reason === undefined ? {} : { reason }) };
}

function reasonOf({ code, outOfMemory, error, stopped }: ExitFacts): string | undefined {
  if (outOfMemory && code === 0) return 'A process in the container ran out of memory.';
  if (outOfMemory) return 'The container ran out of memory and was killed.';
  const missing = error && /exec: \\?"([^"\\]+)\\?": .*(?:not found|no such file)/i.exec(error)?.[1];
  if (missing) return `Command not found: the image has no "${missing}".`;
  if (error && /permission denied/i.test(error))
    return 'The command in the image may not be executed (no executable bit).';
  if (error && /exec format error/i.test(error))
    return 'The image is built for another processor than amd64.';
  if (error) return error.trim();
  // podman, and hosts with cgroup v2, often do not say that it was memory.
  if (code === 137 && !stopped) return 'The container was killed (SIGKILL): most often it ran out of memory.';
  if (code === 127) return 'Command not found: a script in the image called a program that is not there.';
  if (code === 126) return 'The command in the image could not be executed.';
  return undefined;
}
