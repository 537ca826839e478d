// RP215: a concurrency_modifier that does not do what its author expects. The SDK calls it with the current number before
// every take and uses what it returns.

import { type FunctionDef, functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import { ownerOf } from '../../python/statements';
import type { EntryFacts } from '../context';
import type { Severity } from '../rule';
import { defineRule } from '../rule';

export const concurrencyModifier = defineRule({
  code: 'RP215',
  name: 'concurrency-modifier',
  severity: 'warning',
  title: 'The concurrency_modifier does not do what it seems to',
  fixable: false,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const start of entry.analysis.starts) {
        const given = start.keys.get('concurrency_modifier');
        const judged = given && (judgeFunction(entry, given.value) ?? judgeHandler(entry, given.value));
        if (judged) report({ path: entry.path, range: given.key.range, ...judged });
      }
    }
  },
});

interface Judged {
  readonly message: string;
  readonly severity?: Severity;
}

function judgeFunction(entry: EntryFacts, value: Node): Judged | undefined {
  if (value.is('integer', 'none', 'true', 'false'))
    return {
      message: `The SDK calls this with the current concurrency; ${value.text} cannot be called. Give a function: lambda current: ${value.type === 'integer' ? value.text : '1'}.`,
    };
  const definition = definitionOf(entry, value);
  if (!definition) return undefined;
  const { name, isAsync, parameters } = definition;
  if (isAsync) return { message: `${name} is async: the SDK does not await it and ends with a TypeError.` };
  const returns = definition.body
    .descendants('return_statement')
    .filter(one => ownerOf(one) === definition.node);
  if (returns.every(one => one.parts.length === 0))
    return { message: `${name} returns None: the worker ends with a TypeError.` };
  const [first] = parameters;
  if (first?.kind === 'plain' && first.value && /^\d+$/.test(first.value.text)) {
    return {
      message: `The SDK passes the current concurrency as ${first.name}, so the default ${first.value.text} is never used.`,
    };
  }
  const varies =
    first && returns.some(one => readsIn(one, first.name) && /[-+*]|random|min\(|max\(/.test(one.text));
  return varies || /\brandom\./.test(definition.body.text)
    ? {
        severity: 'info',
        message: `${name} changes its answer: each time, the worker takes no job until all running ones are done (SDK 1.7.6 and newer).`,
      }
    : undefined;
}

function readsIn(node: Node, name: string): boolean {
  return node.descendants('identifier').some(one => one.text === name);
}

function definitionOf(entry: EntryFacts, value: Node): FunctionDef | undefined {
  if (value.type !== 'identifier') return undefined;
  const { module } = entry.program.entry;
  const bindings = scopeAt(module, value).lookup(value.text)?.bindings.get(value.text) ?? [];
  return bindings.length === 1 && bindings[0]?.role === 'function'
    ? functionOf(bindings[0].node.parent)
    : undefined;
}

/** Sync handlers run on the event loop, one after the other, whatever the number is. */
function judgeHandler({ analysis }: EntryFacts, value: Node): Judged | undefined {
  const { handler } = analysis;
  const isOne = value.type === 'lambda' && value.child('body')?.text === '1';
  if (!handler || handler.definition.isAsync || handler.definition.decorators.length > 0 || isOne)
    return undefined;
  return {
    message: `${handler.definition.name} is not async: its jobs run one after the other, whatever this returns, and those taken early only wait. Make it async, or leave this out.`,
  };
}
