// RP002: start() is given something it cannot work with. The SDK checks nothing at start: the worker comes up, takes a
// job, and loses it.

import type { StartCall } from '../../project/start';
import { builtinNames } from '../../python/builtins';
import { callOf } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import { functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import { ownerOf } from '../../python/statements';
import type { EntryFacts } from '../context';
import { replaceFix, sourceOf } from '../edits';
import { defineRule, type Finding, type Fix } from '../rule';
import { meant, startKeys } from '../sdkNames';

export const badStartConfig = defineRule({
  code: 'RP002',
  name: 'bad-start-config',
  severity: 'error',
  title: 'The call of start() has no dictionary with a handler it can call',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const start of entry.analysis.starts) {
        const finding = judgeConfig(entry, start) ?? judgeHandler(entry, start);
        if (finding) report({ path: entry.path, ...finding });
      }
    }
  },
});

type Judged = Omit<Finding, 'path'>;

function judgeConfig(entry: EntryFacts, start: StartCall): Judged | undefined {
  const { config, call } = start;
  if (call.args.length === 0 && call.keywords.size === 0) {
    return { range: call.node.range, message: 'start() needs a dictionary: {"handler": your_function}.' };
  }
  const given = call.args[0];
  const definition = given?.type === 'identifier' ? definitionOf(entry, given) : undefined;
  if (given && definition) {
    const newText = `{"handler": ${given.text}}`;
    return {
      range: given.range,
      message: `start() takes a dictionary, not a function: {"handler": ${given.text}}.`,
      fixes: [fix(entry, 'Wrap it in a dictionary', given, newText)],
    };
  }
  if (config?.type !== 'dictionary' || start.handler || config.childOfType('dictionary_splat'))
    return undefined;
  const keys = [...start.keys].filter(([name]) => meant(name, startKeys) === 'handler');
  const [wrong] = keys;
  if (wrong) {
    const { key } = wrong[1];
    return {
      range: key.range,
      message: `The key is "handler", not ${key.text}: without it the first job gets no answer.`,
      fixes: [fix(entry, 'Rename it to "handler"', key, '"handler"')],
    };
  }
  return start.keys.size === config.parts.length
    ? {
        range: config.range,
        message: 'There is no "handler" in this dictionary: the first job gets no answer.',
      }
    : undefined;
}

function judgeHandler(entry: EntryFacts, { handler }: StartCall): Judged | undefined {
  if (!handler) return undefined;
  if (handler.type === 'string') {
    return { range: handler.range, message: 'The handler is the function itself, not its name in quotes.' };
  }
  if (handler.is('none', 'integer', 'true', 'false')) {
    return { range: handler.range, message: 'The handler must be a function that takes one job.' };
  }
  const { module } = entry.program.entry;
  if (handler.type === 'identifier') {
    const isKnown = scopeAt(module, handler).lookup(handler.text) || builtinNames.has(handler.text);
    if (isKnown || module.imports.some(one => one.member === '*')) return undefined;
    return { range: handler.range, message: `There is no ${handler.text} in this file.` };
  }
  const call = callOf(handler);
  const called = call?.callee.type === 'identifier' ? definitionOf(entry, call.callee) : undefined;
  if (!call || !called || makesFunction(called)) return undefined;
  const needed = called.parameters.filter(one => one.kind === 'plain' && !one.value).length;
  if (needed === 0 && !/^(job|event)$/.test(called.parameters[0]?.name ?? '')) return undefined;
  return {
    range: handler.range,
    message: `${called.name} is called here, before there is a job. Pass the function itself.`,
    fixes: call.args.length === 0 ? [fix(entry, 'Pass the function', handler, called.name)] : [],
  };
}

/** The module-level function that a name stands for. */
function definitionOf(entry: EntryFacts, name: Node): FunctionDef | undefined {
  const { module } = entry.program.entry;
  const bindings = scopeAt(module, name).lookup(name.text)?.bindings.get(name.text) ?? [];
  const only = bindings.length === 1 ? bindings[0] : undefined;
  return only?.role === 'function' ? functionOf(only.node.parent) : undefined;
}

/** A factory returns a function: what it gives back can be a handler. */
function makesFunction({ node, decorators }: FunctionDef): boolean {
  const returns = node.descendants('return_statement').filter(one => ownerOf(one) === node);
  return (
    decorators.length > 0 ||
    returns.some(one => one.parts[0]?.is('identifier', 'lambda', 'call', 'attribute') === true)
  );
}

function fix(entry: EntryFacts, title: string, node: Node, newText: string): Fix {
  return replaceFix(title, sourceOf(entry.program.entry), [{ start: node.start, end: node.end, newText }]);
}
