// The fix of RP101: what the lifespan calls to load is imported by the entry file and called before start().
import { landing } from '../../loading/rewrite/eager';
import { lineStart } from '../../loading/rewrite/layout';
import type { ProgramFile } from '../../project/program';
import { callOf } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { EntryFacts } from '../context';
import { replaceFix, sourceOf } from '../edits';
import type { Fix } from '../rule';

/** Only for a plain `load()` of a function that needs nothing. Never preferred: when to load is the author's choice. */
export function loadBeforeStart(
  { program, analysis }: EntryFacts,
  file: ProgramFile,
  own: FunctionDef,
): Fix[] {
  const { entry } = program;
  const { start } = analysis;
  const loader = loaderIn(file, own);
  const imported = entry.module.imports.find(
    one => one.member !== undefined && one.member !== '*' && program.resolve(entry, one) === file,
  );
  if (!start || !loader || !imported || entry === file) return [];
  const isTaken = entry.module.names.of(loader).length > 0;
  const { statement } = imported;
  if (isTaken || !statement.parent?.is('module') || statement.broken) return [];
  const source = sourceOf(entry);
  const before = landing(start);
  const at = lineStart(entry.module, before.start);
  const margin = source.text.slice(at, before.start);
  if (!/^[ \t]*$/.test(margin)) return [];
  const module = '.'.repeat(imported.level) + imported.module;
  return [
    {
      ...replaceFix(`Call ${loader}() before start()`, source, [
        {
          start: statement.end,
          end: statement.end,
          newText: `${source.lineEnd}from ${module} import ${loader}`,
        },
        { start: before.start, end: before.start, newText: `${loader}()${source.lineEnd}${margin}` },
      ]),
      preferred: false,
    },
  ];
}

/** The one function without parameters that is called as a statement before the yield. */
function loaderIn({ module }: ProgramFile, own: FunctionDef): string | undefined {
  const calls = own.body.parts.flatMap(statement => {
    const call = callOf(statement.type === 'expression_statement' ? statement.parts[0] : undefined);
    const definition =
      call && call.args.length === 0 && call.keywords.size === 0
        ? module.functionNamed(call.callee.text)
        : undefined;
    return definition && definition.parameters.length === 0 && !definition.isAsync && !definition.isGenerator
      ? [definition.name]
      : [];
  });
  return calls.length === 1 ? calls[0] : undefined;
}
