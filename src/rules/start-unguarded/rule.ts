// RP006: start() at module level in a worker whose file is imported a second time by a child process.

import type { StartCall } from '../../project/start';
import type { Module } from '../../python/module';
import { qualifiedName } from '../../python/qualify';
import { stringValue } from '../../python/strings';
import type { EntryFacts, RuleContext } from '../context';
import { replaceFix, sourceOf } from '../edits';
import { pythonMinorOf } from '../pins';
import { defineRule, type Fix } from '../rule';

export const startUnguarded = defineRule({
  code: 'RP006',
  name: 'start-unguarded',
  severity: 'info',
  title: 'The call of start() has no main guard, and child processes import this file again',
  fixable: true,
  check(context, report) {
    for (const entry of context.entries) {
      const why = reimported(entry, context);
      if (!why) continue;
      for (const start of entry.analysis.starts) {
        if (start.mainGuard || start.function) continue;
        report({
          path: entry.path,
          range: start.call.callee.range,
          message: `${why}, which runs this line again: the child dies with a RuntimeError and heartbeats stop. Put it under if __name__ == "__main__":.`,
          fixes: guardFix(entry, start),
        });
      }
    }
  },
});

/** Why a child process imports the entry again, if anything makes it. */
function reimported(entry: EntryFacts, { worker }: RuleContext): string | undefined {
  for (const { module } of entry.program.files.values()) {
    const why = module.known(whySpawned);
    if (why) return why;
  }
  const minor = pythonMinorOf(worker);
  return minor !== undefined && minor >= 14
    ? `Python 3.${minor} starts child processes by importing the main file`
    : undefined;
}

function whySpawned(module: Module): string | undefined {
  if (module.imports.some(one => one.level === 0 && /^vllm(\.|$)/.test(one.module)))
    return 'vLLM starts its workers by importing the main file';
  if (!/spawn|forkserver/.test(module.text)) return undefined;
  const spawns = module.calls.some(
    call =>
      /(^|\.)(set_start_method|get_context)$/.test(qualifiedName(module, call.callee) ?? '') &&
      /^(spawn|forkserver)$/.test(stringValue(call.args[0] ?? call.keywords.get('method')) ?? ''),
  );
  return spawns ? 'Child processes are started by importing the main file' : undefined;
}

function guardFix(entry: EntryFacts, { statement }: StartCall): Fix[] {
  const source = sourceOf(entry.program.entry);
  if (statement.parent?.type !== 'module' || statement.range.start.character !== 0) return [];
  if (statement.descendants('string').some(node => node.text.includes('\n'))) return [];
  const body = statement.text.replace(/^(?=.)/gm, '    ');
  const newText = `if __name__ == "__main__":${source.lineEnd}${body}`;
  return [
    replaceFix('Put it under a main guard', source, [
      { start: statement.start, end: statement.end, newText },
    ]),
  ];
}
