// Lazy to warm: one eager call right before start(). The guard stays where it is and becomes a cheap no-op.
import type { StartCall } from '../../project/start';
import type { Node } from '../../python/node';
import type { Analysis, Handler } from '../detect/analysis';
import type { FileEdits } from '../planSwitch';
import { neededByAll } from './alternatives';
import { insertEager, localAssignment } from './eager';
import { eagerFor } from './eagerCall';
import { EditList } from './editList';
import { type OwnEnsure, ownEnsureOf } from './ownEnsure';
import { restoresInPlace, undoEnsure } from './undoEnsure';

interface Job {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
}

/** Throws Refused. The checks that hold for any switch have been made. */
export function toWarm(job: Job): FileEdits {
  const { analysis, start, handler } = job;
  const { file, jobs } = analysis;
  const own = ownEnsureOf(handler.file.module, handler);
  const near = handler.file === file;
  const undone = own && (near || restoresInPlace(own)) && undoEnsure(handler.file.module, start, own);
  if (undone) return { path: handler.file.path, edits: undone.list };
  if (near && own?.ensure.lock) return { path: file.path, edits: ownLoad(job, own).list };
  const once = jobs.filter(load => load.guard && load.guard.kind !== 'key');
  const movable = once.length > 0 ? neededByAll(once, file.path) : jobs;
  const edits = new EditList(file.module);
  const seen = new Set<Node>();
  const eagers = movable.flatMap(load => {
    if (!load.guard || seen.has(load.guard.node)) return [];
    seen.add(load.guard.node);
    return [eagerFor({ ...job, edits }, load, load.guard)];
  });
  insertEager(file.module, start, { eagers, edits });
  return { path: file.path, edits: edits.list };
}

/** The locked ensure function needs an event loop; what it calls does not. */
function ownLoad({ analysis: { file }, start }: Job, { ensure }: OwnEnsure): EditList {
  const { assigns, flag, failure, test } = ensure;
  const statement = flag || assigns.length === 0 ? ensure.load : `${assigns.join(', ')} = ${ensure.load}`;
  if (start.function && statement !== ensure.load) throw localAssignment(file.path, start.statement);
  const edits = new EditList(file.module);
  insertEager(file.module, start, { eagers: [{ statement, failure, test }], edits });
  return edits;
}
