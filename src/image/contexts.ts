// Which engine the docker command line would talk to: DOCKER_HOST first, then the context chosen in the
// environment or in config.json, whose endpoint is kept under the SHA-256 of its name.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../base/json';

const configSchema = z.looseObject({ currentContext: z.string().optional() });
const metaSchema = z.looseObject({
  Endpoints: z.looseObject({ docker: z.looseObject({ Host: z.string() }) }),
});

export interface ContextSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly read: (path: string) => Promise<string | undefined>;
}

export interface ChosenHost {
  /** Where the choice comes from, for messages: `DOCKER_HOST` or `the context "desktop-linux"`. */
  readonly source: string;
  /** `unix:///…`, `tcp://…`, `npipe://…` or `ssh://…`; undefined when the context is not readable. */
  readonly host: string | undefined;
}

/** Undefined when nothing was chosen, which means the default socket. */
export async function chosenHost({ env, home, read }: ContextSources): Promise<ChosenHost | undefined> {
  if (env.DOCKER_HOST) return { source: 'DOCKER_HOST', host: env.DOCKER_HOST };
  const folder = env.DOCKER_CONFIG || join(home, '.docker');
  const name = env.DOCKER_CONTEXT || (await currentContext(folder, read));
  if (name === undefined || name === 'default') return undefined;
  const key = createHash('sha256').update(name).digest('hex');
  const meta = parseJson((await read(join(folder, 'contexts', 'meta', key, 'meta.json'))) ?? '');
  const parsed = metaSchema.safeParse(meta.ok ? meta.value : undefined);
  return {
    source: `the context "${name}"`,
    host: parsed.success ? parsed.data.Endpoints.docker.Host : undefined,
  };
}

async function currentContext(folder: string, read: ContextSources['read']): Promise<string | undefined> {
  const config = parseJson((await read(join(folder, 'config.json'))) ?? '');
  const parsed = configSchema.safeParse(config.ok ? config.value : undefined);
  return parsed.success ? parsed.data.currentContext : undefined;
}
