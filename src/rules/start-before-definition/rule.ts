// RP005: start() never returns, so what stands below it does not exist while jobs run.

import type { StartCall } from '../../project/start';
import { builtinNames } from '../../python/builtins';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { statementOf } from '../../python/statements';
import type { EntryFacts } from '../context';
import { appended, replaceFix, sourceOf } from '../edits';
import { defineRule, type Fix } from '../rule';

export const startBeforeDefinition = defineRule({
  code: 'RP005',
  name: 'start-before-definition',
  severity: 'error',
  title: 'The worker starts above names that its jobs need',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const [start, more] = entry.analysis.starts;
      if (!start || more || start.function || start.tries.length > 0) continue;
      const top = topStatement(start.statement);
      const missing = namesNeeded(entry, start).filter(name =>
        isOnlyBelow(entry.program.entry.module, name, top),
      );
      if (missing.length === 0) continue;
      report({
        path: entry.path,
        range: start.call.callee.range,
        message: `start() does not return, so ${list(missing)} below it never ${missing.length > 1 ? 'come' : 'comes'} to be: jobs fail with a NameError.`,
        fixes: moveFix(entry, start, top),
      });
    }
  },
});

function topStatement(statement: Node): Node {
  let at = statement;
  for (let parent = at.parent; parent && parent.type !== 'module'; parent = parent.parent) {
    if (parent.parent) at = statementOf(parent);
  }
  return at;
}

/** Module-level names that start()'s own statement and the functions of a job read in this file. */
function namesNeeded(entry: EntryFacts, start: StartCall): string[] {
  const file = entry.program.entry;
  // Of two functions of one name the upper is in force when start() runs; what reading follows is the lower.
  const isOther = (entry.analysis.handler?.definition.node.start ?? 0) > start.call.node.start;
  const bodies = isOther
    ? []
    : entry.jobFunctions.filter(one => one.file === file).map(one => one.definition.node);
  const module = file.module;
  const read = [start.call.node, ...bodies]
    .flatMap(node => module.names.inside(node))
    .filter(
      one =>
        one.role === 'read' && one.scope.lookup(one.name)?.kind === 'module' && !builtinNames.has(one.name),
    );
  return [...new Set(read.map(one => one.name))];
}

/** Every binding stands at module level, below start(). A binding by `global` in a function may run in time. */
function isOnlyBelow(module: Module, name: string, top: Node): boolean {
  const bindings = module.names.scope.bindings.get(name) ?? [];
  return (
    bindings.length > 0 && bindings.every(one => one.scope.kind === 'module' && one.node.start > top.end)
  );
}

function moveFix(entry: EntryFacts, start: StartCall, top: Node): Fix[] {
  const source = sourceOf(entry.program.entry);
  const isPlain = top === start.statement || (start.mainGuard === top && top.parts.length === 2);
  const lineEnd = source.text.indexOf('\n', top.end);
  if (!isPlain || lineEnd < 0 || top.range.start.character !== 0) return [];
  const lines = top.text.split(/\r?\n/);
  const gap = /^(\r?\n)*/.exec(source.text.slice(lineEnd + 1))?.[0].length ?? 0;
  return [
    replaceFix('Move start() to the end', source, [
      { start: top.start, end: lineEnd + 1 + gap, newText: '' },
      appended(source, lines, 2),
    ]),
  ];
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} …` : shown;
}
