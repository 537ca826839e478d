// Programs that a worker starts: which of them serve or run a model, by the words of their command lines, wherever in
// the code those are put together.
import { assignedTo } from '../../python/assignments';
import { type Call, callOf } from '../../python/calls';
import { functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import { enclosingFunction } from '../../python/statements';
import { stringValue } from '../../python/strings';
import { runsModel, startsServer } from '../commands';
import type { Step } from './sites';

const starters =
  /^(?:subprocess|os|asyncio|anyio|trio|sh|pexpect)\.(?:\w+\.)*(?:Popen|run|call|check_call|check_output|system|create_subprocess_exec|create_subprocess_shell)$/;

export interface Start {
  readonly call: Call;
  readonly name: string;
  /** The calls that lead here; the start itself is the last. */
  readonly steps: readonly Step[];
  readonly inJob: boolean;
}

/** A server, wherever it is started; in a job, also a program that loads a model for itself. */
export function startsModelProgram({ call, name, steps, inJob }: Start): boolean {
  if (!starters.test(name)) return false;
  if (/(?:^|\.)Popen$/.test(name) && isKept(call.node, steps)) return true;
  const command = [call.keywords.get('args'), call.keywords.get('cmd'), ...call.args];
  const words = command.flatMap(part => (part ? wordsOf(part, steps, 4) : [])).join(' ');
  return startsServer(words) || (inJob && runsModel(words));
}

/** A process that a module-level name holds is meant to outlive the job: a server. */
function isKept(node: Node, steps: readonly Step[]): boolean {
  const file = steps.at(-1)?.file;
  const target = node.parent?.type === 'assignment' ? node.parent.child('left') : undefined;
  if (!file || target?.type !== 'identifier') return false;
  return scopeAt(file.module, target).homeOfBinding(target.text, 'assign').kind === 'module';
}

/** The strings of a command line, also those of names that stand for parts of it. */
function wordsOf(node: Node, steps: readonly Step[], hops: number): string[] {
  return [node, ...node.descendants('string', 'identifier')].flatMap(found => {
    if (found.type === 'string') return [stringValue(found) ?? found.text];
    if (found.type !== 'identifier' || hops === 0) return [];
    if (found.text === 'executable') return ['python'];
    return [...assigned(found, steps, hops), ...handedOver(found, steps, hops)];
  });
}

function assigned(name: Node, steps: readonly Step[], hops: number): string[] {
  const file = steps.at(-1)?.file;
  const bindings = file && scopeAt(file.module, name).lookup(name.text)?.bindings.get(name.text);
  const values = bindings?.flatMap(binding => assignedTo(binding.node) ?? []) ?? [];
  return values.flatMap(value => wordsOf(value, steps, hops - 1));
}

/** What the caller gave for a parameter: `run_command(["whisper", path])`. */
function handedOver(name: Node, steps: readonly Step[], hops: number): string[] {
  const holder = functionOf(enclosingFunction(name));
  const at = holder?.parameters.findIndex(parameter => parameter.name === name.text) ?? -1;
  const caller = steps.at(-2);
  const call = caller && callOf(caller.node);
  if (!holder || at < 0 || !call) return [];
  const place = /^(?:self|cls)$/.test(holder.parameters[0]?.name ?? '') ? at - 1 : at;
  const given = holder.parameters[at]?.kind === 'args' ? call.args.slice(place) : [call.args[place]];
  const named = call.keywords.get(name.text);
  return [...given, named].flatMap(value => (value ? wordsOf(value, steps.slice(0, -1), hops - 1) : []));
}
