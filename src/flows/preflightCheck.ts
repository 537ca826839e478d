// One finding of the preflight, and the ways to make one.

export type CheckName =
  | 'pullable'
  | 'amd64'
  | 'tag'
  | 'start command'
  | 'start file'
  | 'init timeout'
  | 'cuda'
  | 'disk'
  | 'ping'
  | 'code';

export interface PreflightCheck {
  readonly name: CheckName;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly message: string;
  readonly remedy?: string;
}

export function ok(name: CheckName, message: string): PreflightCheck {
  return { name, state: 'ok', message };
}

export function warning(name: CheckName, message: string, remedy?: string): PreflightCheck {
  return { name, state: 'warning', message, ...(remedy ? { remedy } : {}) };
}

export function failed(name: CheckName, message: string, remedy: string): PreflightCheck {
  return { name, state: 'failed', message, remedy };
}

/** Message and remedy together. */
export function sentence({ message, remedy }: PreflightCheck): string {
  return remedy ? `${message} ${remedy}` : message;
}
