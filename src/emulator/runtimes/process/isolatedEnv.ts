// What a worker's process sees of this machine: its Python environment, the path and the language, and a home of its own,
// so that no key of the user's reaches it.
import { delimiter } from 'node:path';
import type { Env } from '../../../wire/container';
import type { Environment } from './environments';

const kept = ['LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'SYSTEMROOT'];

export interface IsolatedFrom {
  /** The environment of whoever starts the process. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly temporary: string;
}

export function isolatedEnv(environment: Environment, { hostEnv, home, temporary }: IsolatedFrom): Env {
  const language = kept.flatMap(name => {
    const value = hostEnv[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(language),
    PATH: [environment.bin, hostEnv.PATH ?? ''].join(delimiter),
    VIRTUAL_ENV: environment.folder,
    HOME: home,
    USERPROFILE: home,
    TMPDIR: temporary,
  };
}
