// RP101: models that load when a web server starts, in a worker that starts none. Importing the module that makes the app
// does not run its lifespan.

import { SiteWalk } from '../../loading/detect/sites';
import { soundsLikeLoading } from '../../loading/loaders';
import type { ProgramFile } from '../../project/program';
import type { Call } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { qualifiedName } from '../../python/qualify';
import { stringValue } from '../../python/strings';
import type { CheckConfig } from '../config/checkConfig';
import type { EntryFacts } from '../context';
import { loaderName } from '../loaderName';
import { defineRule, type Finding } from '../rule';
import { loadBeforeStart } from './loadBeforeStart';

export const lifespanNeverRuns = defineRule({
  code: 'RP101',
  name: 'lifespan-never-runs',
  severity: 'warning',
  title: 'Models load in a FastAPI lifespan, which a serverless worker never runs',
  fixable: true,
  check({ entries, config }, report) {
    for (const entry of entries.filter(({ analysis }) => analysis.starts.length > 0)) {
      const found = [...entry.program.files.values()].flatMap(file => startups(entry, file));
      for (const startup of found) report(findingOf(entry, startup, config));
    }
  },
});

function findingOf(entry: EntryFacts, { node, loads, own, file }: Startup, config: CheckConfig): Finding {
  const place = { path: file.path, range: node.range };
  const runsNot = 'This does not run in a serverless worker: no web server starts';
  if (entry.analysis.jobs.some(load => load.guard !== undefined)) {
    return { ...place, severity: 'info', message: `${runsNot}. ${loads} happens in the first job instead.` };
  }
  return {
    ...place,
    severity: 'warning',
    message: `${runsNot}, and importing the app is not enough. ${loads} never happens; load before start() or in the first job.`,
    fixes: config.strategy === 'lazy' ? [] : loadBeforeStart(entry, file, own),
  };
}

interface Startup {
  readonly file: ProgramFile;
  readonly node: Node;
  readonly loads: string;
  /** The function that the server would have run. */
  readonly own: FunctionDef;
}

function startups(entry: EntryFacts, file: ProgramFile): Startup[] {
  const { module } = file;
  const apps = module.known(appsOf);
  if (apps.length === 0) return [];
  const lifespans = apps
    .flatMap(call => lifespanOf(call))
    .flatMap(({ node, value }) => loadsOf(entry, file, { node, value }));
  const events = module.functions.flatMap(definition => {
    const decorator = definition.decorators.find(one => isStartupEvent(one));
    return decorator
      ? loadsOf(entry, file, { node: decorator.parts[0] ?? decorator, value: definition.nameNode })
      : [];
  });
  return [...lifespans, ...events];
}

function appsOf(module: Module): readonly Call[] {
  if (!module.imports.some(({ target }) => /^fastapi\b/.test(target))) return [];
  return module.calls.filter(call => qualifiedName(module, call.callee) === 'fastapi.FastAPI');
}

/** `lifespan=lifespan`; a condition there means that the author has thought of it. */
function lifespanOf({ keywords }: Call): { node: Node; value: Node }[] {
  const value = keywords.get('lifespan');
  return value?.type === 'identifier' && value.parent ? [{ node: value.parent, value }] : [];
}

function isStartupEvent(decorator: Node): boolean {
  const call = decorator.parts[0];
  const isEvent = call?.type === 'call' && /\.on_event$/.test(call.child('function')?.text ?? '');
  return isEvent && stringValue(call.child('arguments')?.parts[0]) === 'startup';
}

function loadsOf(
  entry: EntryFacts,
  file: ProgramFile,
  { node, value }: { node: Node; value: Node },
): Startup[] {
  const own = file.module.functionNamed(value.text);
  if (!own) return [];
  const { loads, opaque } = new SiteWalk(entry.program).job({ file, definition: own });
  // What is loaded before start() anyway needs no server.
  if (loads.length > 0 && loads.every(load => entry.analysis.startup.some(other => other.node === load.node)))
    return [];
  const name = loads[0]?.name ?? opaque.find(one => soundsLikeLoading(one.name))?.name;
  return name ? [{ file, node, loads: loaderName(name), own }] : [];
}
