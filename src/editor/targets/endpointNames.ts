// What endpoints were called, by id, also after they are gone: their likely successor is found by that name. Kept over
// restarts of the window; nothing but ids and names.
import type { Memento } from 'vscode';

const key = 'runpod.endpointNames';
/** The ids seen last; older ones are forgotten. */
const most = 500;

export function rememberedName(memory: Memento, id: string): string | undefined {
  return new Map(read(memory)).get(id);
}

export async function rememberNames(memory: Memento, endpoints: ReadonlyMap<string, string>): Promise<void> {
  const before = new Map(read(memory));
  if ([...endpoints].every(([id, name]) => before.get(id) === name)) return;
  const older = [...before].filter(([id]) => !endpoints.has(id));
  await memory.update(key, [...older, ...endpoints].slice(-most));
}

function read(memory: Memento): readonly (readonly [string, string])[] {
  return memory.get<readonly (readonly [string, string])[]>(key, []);
}
