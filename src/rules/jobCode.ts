// The code that a job runs: the handler and every local function it reaches by reading, each once, with the way there.
import type { Analysis } from '../loading/detect/analysis';
import type { Place, Value } from '../loading/detect/values';
import type { ProgramFile } from '../project/program';
import { type Call, dottedName } from '../python/calls';
import { callsIn } from '../python/callsByOwner';
import type { FunctionDef } from '../python/definitions';
import type { Node } from '../python/node';

export interface JobFunction extends Place {
  readonly file: ProgramFile;
  readonly definition: FunctionDef;
  /** Names of the functions on the way, the handler first. */
  readonly via: readonly string[];
  /** Started in a thread, process or executor: it does not run on the worker's event loop. */
  readonly detached: boolean;
}

export interface JobCall {
  readonly call: Call;
  readonly inside: JobFunction;
  /** Dotted, with imports followed: `time.sleep`; as written where it is no import; undefined for an expression. */
  readonly name: string | undefined;
  readonly value: Value | undefined;
}

const detaching =
  /(?:^|\.)(?:Thread|Process|Timer|submit|run_in_executor|to_thread|run_sync|start_new_thread)$/;
const mostFunctions = 500;

/** Everything one job may run, the handler first. */
export function jobFunctionsOf(analysis: Analysis): JobFunction[] {
  const { handler } = analysis;
  if (!handler) return [];
  const walk = new JobWalk(analysis);
  walk.add({ ...handler, via: [handler.definition.name], detached: false });
  return walk.all();
}

class JobWalk {
  private readonly found = new Map<Node, JobFunction>();

  constructor(private readonly analysis: Analysis) {}

  add(one: JobFunction): void {
    if (this.found.size < mostFunctions && !this.found.has(one.definition.node)) {
      this.found.set(one.definition.node, one);
    }
  }

  /** A Map goes on to what is added while it is walked. */
  all(): JobFunction[] {
    for (const inside of this.found.values()) for (const call of callsOf(inside)) this.follow(call, inside);
    return [...this.found.values()];
  }

  private follow(call: Call, inside: JobFunction): void {
    const { values } = this.analysis;
    const value = values.of(call.callee, inside);
    this.reach(value, inside, inside.detached);
    if (!detaching.test(nameOf(call, value) ?? '')) return;
    for (const given of [call.keywords.get('target'), ...call.args]) {
      if (given && given.type !== 'call') this.reach(values.of(given, inside), inside, true);
    }
  }

  private reach(value: Value | undefined, from: JobFunction, detached: boolean): void {
    if (value?.kind === 'class') {
      const made = value.definition.methods.get('__init__');
      if (made)
        this.reach({ kind: 'function', file: value.file, definition: made, self: value }, from, detached);
    }
    if (value?.kind !== 'function') return;
    const { file, definition, self } = value;
    this.add({ file, definition, via: [...from.via, definition.name], detached, ...(self ? { self } : {}) });
  }
}

/** The calls that a job makes, in the order of the functions. */
export function jobCallsOf(analysis: Analysis, functions: readonly JobFunction[]): JobCall[] {
  return functions.flatMap(inside =>
    callsOf(inside).map(call => {
      const value = analysis.values.of(call.callee, inside);
      return { call, inside, value, name: nameOf(call, value) };
    }),
  );
}

/** The calls in a function's own body; those of functions and lambdas inside it are theirs. */
export function callsOf({ file, definition }: Pick<JobFunction, 'file' | 'definition'>): Call[] {
  return [...callsIn(file.module, definition.node)];
}

function nameOf(call: Call, value: Value | undefined): string | undefined {
  return value?.kind === 'foreign' ? value.name : (dottedName(call.callee) ?? undefined);
}
