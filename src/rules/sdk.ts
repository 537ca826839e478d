// How worker code names the SDK: `runpod.serverless.start` through any import, and the functions that look like handlers.
import type { Call } from '../python/calls';
import type { FunctionDef } from '../python/definitions';
import type { Module } from '../python/module';
import { qualifiedName } from '../python/qualify';

/** Calls of `runpod.serverless.start`, however it was imported. */
export function startCallsOf(module: Module): Call[] {
  return module.calls.filter(call => {
    const name = qualifiedName(module, call.callee);
    return name === 'runpod.serverless.start' || (name === 'serverless.start' && !bindsServerless(module));
  });
}

function bindsServerless(module: Module): boolean {
  return module.names.scope.bindings.has('serverless');
}

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
