// The flags that a worker's Dockerfile sets, for a worker that runs without its image: `ENV RUNPOD_SERVERLESS=true` decides
// what the code does. Paths stay out: those of the image mean nothing here, and nothing shall be written there.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';

/** Whether a variable of an image also holds outside of it: no path, nothing about the interpreter itself. */
export function isPlainFlag(name: string, value: string): boolean {
  return !/^(PYTHON|LD_|PATH$|HOME$)/.test(name) && !/[/\\$]/.test(value);
}

/** Of the last stage of the first Dockerfile in the folder; empty without one. */
export async function dockerfileFlags(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter(name => /^Dockerfile(\.|$)|\.Dockerfile$/.test(name)).sort();
  const [first] = names;
  return first === undefined ? {} : flagsOf(await readFile(join(folder, first), 'utf8'));
}

export function flagsOf(text: string): Record<string, string> {
  const dockerfile = DockerfileParser.parse(text);
  const lastStage = dockerfile.getFROMs().at(-1)?.getRange().start.line ?? 0;
  const set = dockerfile
    .getENVs()
    .filter(env => env.getRange().start.line > lastStage)
    .flatMap(env => env.getProperties())
    .map(property => [property.getName(), property.getValue() ?? ''] as const);
  return Object.fromEntries(set.filter(([name, value]) => isPlainFlag(name, value)));
}
