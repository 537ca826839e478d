// RP003: there is a call of start(), and nothing ever runs it.

import { startedFiles } from '../../project/entries';
import type { StartCall } from '../../project/start';
import { findStarts } from '../../project/start';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { EntryFacts, RuleContext } from '../context';
import { appended, replaceFix, sourceOf } from '../edits';
import { defineRule, type Finding } from '../rule';

export const startNotReached = defineRule({
  code: 'RP003',
  name: 'start-not-reached',
  severity: 'warning',
  title: 'The call of start() is never reached',
  fixable: true,
  check(context, report) {
    for (const entry of context.entries) {
      for (const start of entry.analysis.starts) {
        const finding = uncalled(entry, start, context) ?? behindExit(entry, start);
        if (finding) report(finding);
      }
      for (const finding of guardedImports(entry, context)) report(finding);
    }
  },
});

/** Inside a function whose name is mentioned nowhere in the worker. */
function uncalled(entry: EntryFacts, start: StartCall, { worker }: RuleContext): Finding | undefined {
  const owner = start.function;
  if (
    !owner ||
    owner.decorators.length > 0 ||
    owner.owner ||
    owner.whole.parent !== entry.program.entry.module.root
  )
    return undefined;
  const mention = new RegExp(`\\b${owner.name}\\b`, 'g');
  const elsewhere = worker.sources.some(source => source.path !== entry.path && mention.test(source.text));
  const here = entry.program.entry.module.text.match(mention)?.length ?? 0;
  if (elsewhere || here > 1) return undefined;
  const source = sourceOf(entry.program.entry);
  const needsNothing = owner.parameters.every(one => one.value !== undefined || one.kind !== 'plain');
  const call = owner.isAsync ? undefined : `    ${owner.name}()`;
  return {
    path: entry.path,
    range: start.call.callee.range,
    message: `Nothing calls ${owner.name}(), so the worker ends without taking a job.`,
    fixes:
      needsNothing && call
        ? [
            replaceFix(`Call ${owner.name}()`, source, [
              appended(source, ['if __name__ == "__main__":', call], 2),
            ]),
          ]
        : [],
  };
}

/** Behind a statement of the same block that always leaves. */
function behindExit(entry: EntryFacts, start: StartCall): Finding | undefined {
  for (let at: Node | undefined = start.statement; at; at = at.parent) {
    const parent: Node | undefined = at.parent;
    if (!parent?.is('block', 'module')) continue;
    const leaving = parent.parts.slice(0, parent.parts.indexOf(at)).find(alwaysLeaves);
    if (leaving) {
      return {
        path: entry.path,
        range: start.call.callee.range,
        message: `Line ${leaving.line + 1} always leaves before start() is reached.`,
      };
    }
  }
  return undefined;
}

function alwaysLeaves(statement: Node): boolean {
  if (statement.is('return_statement', 'raise_statement')) return true;
  if (statement.type === 'while_statement') {
    return (
      statement.child('condition')?.text === 'True' &&
      statement.descendants('break_statement', 'return_statement').length === 0
    );
  }
  const call = statement.type === 'expression_statement' ? statement.parts[0] : undefined;
  return (
    call?.type === 'call' && /^(sys\.exit|os\._exit|exit|quit)$/.test(call.child('function')?.text ?? '')
  );
}

/** The image runs another file, which imports this one: `__name__` is not `"__main__"` here. */
function guardedImports(entry: EntryFacts, { worker }: RuleContext): Finding[] {
  const isRun = worker.images.some(image => startedFiles(image).includes(entry.path));
  if (!isRun || entry.analysis.starts.length > 0 || mentionsOther(entry.program.entry.module)) return [];
  const found = [...entry.program.files.values()]
    .map(file => ({ file, starts: findStarts(file.module) }))
    .filter(one => one.starts.length > 0);
  const [only, more] = found;
  const start = only?.starts[0];
  if (!only || more || !start?.mainGuard || only.starts.length > 1) return [];
  return [
    {
      path: only.file.path,
      range: start.call.callee.range,
      message: `The image runs ${entry.path.split(/[\\/]/).at(-1)}, which imports this file: here __name__ is not "__main__", so start() is never reached.`,
    },
  ];
}

/** runpy, exec, subprocess: ways to run a file as the main one. */
function mentionsOther(module: Module): boolean {
  return /\b(runpy|exec|subprocess|os\.exec\w*|importlib|serverless)\b/.test(module.text);
}
