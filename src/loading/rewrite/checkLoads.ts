// Loads that must not be moved, whichever way: they depend on the job, live elsewhere, or were made that way on purpose.
import type { Analysis } from '../detect/analysis';
import { isDetached } from '../detect/shapes';
import type { Site } from '../detect/sites';
import type { Strategy } from '../report';
import { Refused } from './refuse';

/** Throws Refused. */
export function checkLoads(analysis: Analysis, strategy: Strategy): void {
  const { file, startup, jobs, opaque } = analysis;
  const { path } = file;
  const program = strategy === 'per-request' ? jobs.find(load => load.kind === 'server') : undefined;
  if (program) {
    throw new Refused(
      path,
      inFile(program, path),
      'every job starts a program, which loads the model for itself.',
      'Load the model in this process; a program that ends cannot keep it.',
    );
  }
  if (strategy === 'none') {
    throw new Refused(
      path,
      analysis.start?.call.node,
      'Nothing that loads a model was found, so there is nothing to switch.',
      'If a model is loaded here, load it with a call that names it, such as load_model().',
    );
  }
  if (strategy === 'unknown') {
    const hidden = opaque.find(found => found.name.includes('.'));
    const name = hidden?.name ?? 'other code';
    throw new Refused(
      path,
      hidden?.steps.findLast(step => step.file.path === path)?.node ?? analysis.start?.call.node,
      `How the model is loaded depends on ${name}, which cannot be read here.`,
      'Open the folder that has that file.',
    );
  }
  for (const site of [...startup, ...jobs]) checkSite(path, site);
  const detached = [...startup, ...jobs].find(isDetached);
  if (detached) {
    throw new Refused(
      path,
      inFile(detached, path),
      'the model is loaded by a background thread or task, on purpose it seems.',
      'Remove the thread first if it is no longer wanted.',
    );
  }
}

function checkSite(path: string, site: Site): void {
  if (site.kind === 'server') {
    throw new Refused(
      path,
      inFile(site, path),
      'the model lives in a server process; starting it inside a job would spend minutes of its execution time.',
      'Keep starting the server before start().',
    );
  }
  if (site.kind === 'async engine') {
    throw new Refused(
      path,
      inFile(site, path),
      `${site.name} is an asynchronous engine that belongs to the event loop it is made in.`,
      'Keep it where it is.',
    );
  }
}

/** The step of the load that stands in the entry file. */
function inFile(site: Site, path: string) {
  return site.steps.findLast(step => step.file.path === path)?.node;
}
