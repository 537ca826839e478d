// Plans a switch of the loading strategy: text edits on exact ranges, checked after writing, or a refusal that names
// the line, the reason and what a person could do. Never throws.
import type { TextEdit } from '../base/text';
import type { Program, ProgramFile } from '../project/program';
import type { StartCall } from '../project/start';
import type { Python } from '../python/parser';
import { type Analysis, analyse, type Handler } from './detect/analysis';
import { judge } from './detect/judge';
import { meets, type SwitchEdits, type SwitchPlan, type SwitchTarget } from './report';
import { checkEntry, handlerElsewhere } from './rewrite/checkEntry';
import { checkLoads } from './rewrite/checkLoads';
import { dropEager } from './rewrite/dropEager';
import { notesFor } from './rewrite/notes';
import { hoist } from './rewrite/perRequest';
import { Refused } from './rewrite/refuse';
import { toLazy } from './rewrite/toLazy';
import { toWarm } from './rewrite/toWarm';
import { verify } from './verify';

interface SwitchJob {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
}

export interface FileEdits {
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/**
 * What switching the program's handler to `to` would change. A plan with edits has been applied to the text and
 * checked: it parses, no name became undefined or unbound, and the strategy is the wanted one.
 */
export function planSwitch(program: Program, to: SwitchTarget, python: Python): SwitchPlan {
  const plan = planEdits(analyse(program), to);
  return plan.kind === 'edits' ? verify({ program, plan, to, python, planBack: planEdits }) : plan;
}

/** The plan before it is checked. */
export function planEdits(analysis: Analysis, to: SwitchTarget): SwitchPlan {
  try {
    return plan(analysis, to);
  } catch (error) {
    const { file, start } = analysis;
    const entry = { path: file.path, node: start?.call.node ?? file.module.root };
    if (error instanceof Refused) return error.toRefusal(entry);
    throw error;
  }
}

function plan(analysis: Analysis, to: SwitchTarget): SwitchPlan {
  const { strategy } = judge(analysis);
  if (meets(strategy, to)) return { kind: 'unchanged', reason: `It is ${strategy} already.` };
  const entry = checkEntry(analysis);
  checkLoads(analysis, strategy);
  const files = rewrite({ analysis, ...entry }, to);
  const notes = [analysis.file, ...analysis.program.files.values()]
    .filter((file, index, all) => all.indexOf(file) === index)
    .flatMap(file => {
      const changed = files.find(({ path }) => path === file.path);
      return changed ? notesFor(file, to, keptBy(file, changed.edits)) : [];
    });
  return { kind: 'edits', files, notes: [...notes, ...waiting(entry.handler, to)] };
}

/** Whether an offset of the file survives the edits. */
function keptBy({ module }: ProgramFile, edits: readonly TextEdit[]): (offset: number) => boolean {
  const { lines } = module;
  const gone = edits.map(edit => [lines.offsetAt(edit.range.start), lines.offsetAt(edit.range.end)] as const);
  return offset => !gone.some(([start, end]) => start <= offset && offset < end);
}

function rewrite(job: SwitchJob, to: SwitchTarget): readonly FileEdits[] {
  const { analysis, start, handler } = job;
  const { strategy, sites } = judge(analysis);
  const isFar = handler.file !== analysis.file;
  if (isFar && strategy === 'per-request')
    throw handlerElsewhere(analysis.file.path, start, handler.file.path);
  if (strategy === 'per-request') return [hoist(job, to)];
  if (to === 'warm') return [toWarm(job)];
  return strategy === 'hybrid' ? [dropEager(analysis, start, analysis.startup)] : toLazy({ ...job, sites });
}

/** A load is not awaited: in a handler whose jobs overlap, it holds up all of them. */
function waiting({ file, definition }: Handler, to: SwitchTarget): SwitchEdits['notes'] {
  if (to === 'warm' || !definition.isAsync) return [];
  const message = 'While the first job loads the model, the other jobs of this worker wait.';
  return [{ path: file.path, range: definition.nameNode.range, message }];
}
