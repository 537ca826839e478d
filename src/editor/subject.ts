// What a command is about. A tree item carries its subject; a keybinding, another command or a test may pass the
// same as plain options. What neither gives is asked.
import type { Target } from '../flows/target';

export interface EndpointSubject {
  readonly target: Target;
  readonly endpointId: string;
  readonly name: string;
  readonly workerId?: string | undefined;
}

/** The plain options that commands understand; unknown ones are ignored. */
export interface GivenOptions {
  readonly target?: string;
  readonly endpointId?: string;
  readonly workerId?: string;
  /** Absolute path of a worker folder or handler. */
  readonly path?: string;
  readonly [name: string]: unknown;
}

/** The subject of the tree item a command was invoked on. */
export function subjectOf<T = unknown>(given: unknown): T | undefined {
  return isObject(given) && 'subject' in given ? (given.subject as T) : undefined;
}

export function optionsOf(given: unknown): GivenOptions {
  return isObject(given) && !('subject' in given) ? given : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
