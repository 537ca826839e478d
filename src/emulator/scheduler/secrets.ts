// Secrets in a template's variables: `{{ RUNPOD_SECRET_name }}` stands for the value of `name`, as on the platform. Here
// the values come from `secrets.json` of the state folder, `{"name": "value"}`, read at each start of a worker.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Env } from '../../wire/container';

export type Secrets = Readonly<Record<string, string>>;
const secretsSchema = z.record(z.string(), z.string());
const reference = /\{\{\s*RUNPOD_SECRET_([\w-]+)\s*\}\}/g;

/** None when the file is not there or is no object of texts. */
export function readSecrets(stateFolder: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(join(stateFolder, 'secrets.json'), 'utf8')));
  } catch {
    return {};
  }
}

/** The variables with every known secret in its place. */
export function withSecrets(env: Env, secrets: Secrets): Env {
  const put = (whole: string, name: string) =>
    (Object.hasOwn(secrets, name) ? secrets[name] : whole) ?? whole;
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(reference, put)]),
  );
}

/** The names of the secrets that are still not in their places. */
export function unknownSecrets(env: Env): readonly string[] {
  const names = Object.values(env).flatMap(value =>
    [...value.matchAll(reference)].map(([, name]) => name ?? ''),
  );
  return [...new Set(names)];
}
