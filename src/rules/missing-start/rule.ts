// RP001: a handler that nobody starts. Without the call the process ends at once with status 0, and jobs wait for ever.
import { basename } from 'node:path';
import type { PythonFile } from '../../project/projectReader';
import { findStarts } from '../../project/start';
import type { FunctionDef } from '../../python/definitions';
import type { Module } from '../../python/module';
import { appended, replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';
import { handlerLike, importsSdk } from '../sdk';

export const missingStart = defineRule({
  code: 'RP001',
  name: 'missing-start',
  severity: 'error',
  title: 'The handler is never started',
  fixable: true,
  check({ worker }, report) {
    const starters = worker.pythonFiles.filter(file => file.source.known(namesSdk) && mentionsStart(file));
    for (const entry of worker.entries) {
      if (!importsSdk(entry.module) || mentionsStart(entry)) continue;
      const handler = handlerOf(entry);
      if (!handler) continue;
      if (starters.some(file => isUsedBy(entry, file)) || servesHttp(entry)) continue;
      report({
        path: entry.path,
        range: handler.nameNode.range,
        message: `Nothing calls runpod.serverless.start with ${handler.name}: the worker process ends at once and jobs stay in the queue.`,
        fixes: [startFix(entry, handler)],
      });
    }
  },
});

/** Of several functions that take a job, the one named a handler, else one that no other calls. */
function handlerOf(entry: PythonFile): FunctionDef | undefined {
  const candidates = handlerLike(entry.module);
  const called = new Set(entry.module.calls.map(call => call.name));
  return (
    candidates.find(found => /handler$/.test(found.name)) ??
    candidates.findLast(found => !called.has(found.name)) ??
    candidates.at(-1)
  );
}

/** A call through any import, a misspelt one (RP007 tells), or the words anywhere in code that is built at run time. */
function mentionsStart({ module }: PythonFile): boolean {
  return findStarts(module).length > 0 || module.known(writesStart);
}

function namesSdk(text: string): boolean {
  return /\brunpod\b/.test(text);
}

function writesStart({ text }: Module): boolean {
  const code = text.replace(/#.*$/gm, '');
  return /serverless\s*\.\s*start\s*\(|\brunpod\.(serverless\.)?(start|run|serve)\w*\s*\(/.test(code);
}

/** Whether the entry names the other file at all: an import, runpy, a subprocess. */
function isUsedBy(entry: PythonFile, other: PythonFile): boolean {
  return (
    other !== entry &&
    new RegExp(`\\b${basename(other.path, '.py').replace(/\W/g, '\\$&')}\\b`).test(entry.text)
  );
}

/** Load-balancing workers serve HTTP themselves and need no start(). */
function servesHttp(entry: PythonFile): boolean {
  return /\b(uvicorn|hypercorn|gunicorn|FastAPI|Flask|gradio|aiohttp\.web)\b/.test(entry.text);
}

function startFix(entry: PythonFile, handler: FunctionDef): Fix {
  const lines = ['if __name__ == "__main__":', `    runpod.serverless.start({"handler": ${handler.name}})`];
  const imports = entry.module.imports.some(
    found => found.bound === 'runpod' && found.node.closest('function_definition') === undefined,
  )
    ? []
    : [
        {
          start: firstStatement(entry),
          end: firstStatement(entry),
          newText: `import runpod${entry.source.lineEnd}`,
        },
      ];
  return replaceFix('Start the worker with this handler', entry.source, [
    ...imports,
    appended(entry.source, lines, 2),
  ]);
}

function firstStatement(entry: PythonFile): number {
  return entry.module.imports[0]?.statement.start ?? 0;
}
