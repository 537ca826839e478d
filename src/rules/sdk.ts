// How worker code looks from outside: functions that take a job, and whether the SDK is imported.
import type { FunctionDef } from '../python/definitions';
import type { Module } from '../python/module';

/** Functions at module level that take a job: by the name of the function or of its first parameter. */
export function handlerLike(module: Module): FunctionDef[] {
  return module.functions.filter(found => {
    if (found.whole.parent !== module.root) return false;
    const [first] = found.parameters;
    if (!first) return false;
    return /^(job|event)$/.test(first.name) || /(^|_)handler$/.test(found.name);
  });
}

/** True when the module imports the SDK at all. */
export function importsSdk(module: Module): boolean {
  return module.imports.some(found => found.level === 0 && /^runpod(\.|$)/.test(found.module));
}
