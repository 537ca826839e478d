// Weighs what was found into one answer.
import { qualifiedName } from '../../python/qualify';
import { isInert } from '../inert';
import { soundsLikeLoading, soundsLikeRunning } from '../loaders';
import type { Strategy } from '../report';
import type { Analysis, JobLoad } from './analysis';
import { filledNames } from './filled';
import type { Guard } from './guards';
import { isUnread } from './presumed';
import { jobShape, warmShape } from './shapes';
import type { Site } from './sites';

export interface Verdict {
  readonly strategy: Strategy;
  readonly shape: string;
  readonly sites: readonly Site[];
  readonly reason: string;
}

export function judge(analysis: Analysis): Verdict {
  const { startup, jobs } = analysis;
  const guarded = jobs.filter(load => load.guard);
  const eager = startup.filter(site => !site.steps.some(step => step.detached));
  const first = eager[0];
  const lazy = guarded.find(load => load.guard?.kind !== 'key') ?? guarded[0];
  const both = guarded.filter(load => eager.some(site => isLoadedBothWays(site, load)));
  if (first && both.length > 0) {
    const reason = `It loads before start() (line ${lineOf(first)}) and again behind a guard in the handler.`;
    return { strategy: 'hybrid', shape: 'L10', sites: [...eager, ...both], reason };
  }
  if (first) {
    const reason = `${first.name} runs before start() (line ${lineOf(first)}).`;
    return { strategy: 'warm', shape: warmShape(first, analysis), sites: eager, reason };
  }
  if (lazy) {
    const reason = `${lazy.name} runs in the first job that needs it, behind ${lazy.guard?.state ?? 'a guard'}.`;
    return { strategy: 'lazy', shape: jobShape(lazy, analysis), sites: guarded, reason };
  }
  const each = jobs[0];
  if (each) {
    const reason = `${each.name} runs in every job (line ${lineOf(each)}).`;
    return { strategy: 'per-request', shape: jobShape(each, analysis), sites: jobs, reason };
  }
  const later = startup[0];
  if (later) {
    const reason = `${later.name} runs beside start() (line ${lineOf(later)}): the first jobs wait for it.`;
    return { strategy: 'lazy', shape: 'L11', sites: startup, reason };
  }
  return withoutLoads(analysis);
}

/** The same call reached both ways, or two copies of it that fill the same names. */
function isLoadedBothWays(eager: Site, load: JobLoad): boolean {
  if (load.guard?.kind === 'key') return eager.node === load.node && !isSwap(load.guard);
  if (eager.node === load.node) return true;
  const filled = filledNames(load);
  return eager.node.text === load.node.text && filledNames(eager).some(name => filled.includes(name));
}

/** `if CURRENT != wanted: <load>` replaces what was loaded before start(): that is no second way to the same model. */
function isSwap({ node }: Guard): boolean {
  const condition = node.child('condition')?.text ?? '';
  return /[!=]=/.test(condition) && (condition.includes('!=') || !/\bNone\b/.test(condition));
}

function withoutLoads(analysis: Analysis): Verdict {
  const hidden = analysis.opaque.find(
    ({ name }) =>
      (!isInert(name) && !name.startsWith('?') && soundsLikeLoading(name)) ||
      (isUnread(name) && soundsLikeRunning(name)),
  );
  if (hidden) {
    const reason = `It depends on ${hidden.name}, which cannot be read here.`;
    return { strategy: 'unknown', shape: 'unknown', sites: [], reason };
  }
  if (servesItself(analysis)) {
    return { strategy: 'none', shape: 'W11', sites: [], reason: 'A FastAPI worker: it has no start().' };
  }
  if (analysis.start && !analysis.handler && analysis.entry?.kind !== 'lambda') {
    const reason = 'The function behind the "handler" key cannot be read.';
    return { strategy: 'unknown', shape: 'unknown', sites: [], reason };
  }
  return { strategy: 'none', shape: 'none', sites: [], reason: 'Nothing that loads a model was found.' };
}

/** A FastAPI app and no start(): a load-balancing worker. */
export function servesItself({ file, start }: Analysis): boolean {
  return (
    !start && file.module.calls.some(call => qualifiedName(file.module, call.callee) === 'fastapi.FastAPI')
  );
}

function lineOf(site: Site): number {
  return (site.steps[0]?.node ?? site.node).line + 1;
}
