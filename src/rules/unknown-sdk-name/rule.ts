// RP007: a name that the SDK does not have: an AttributeError at start, or a key of start() that nobody reads.

import type { ProgramFile } from '../../project/program';
import { type Call, dottedName } from '../../python/calls';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { importOf, qualifiedName } from '../../python/qualify';
import type { EntryFacts } from '../context';
import { replaceFix, sourceOf } from '../edits';
import { defineRule, type Fix, type Report } from '../rule';
import { isUnknownSdkName, meant, startKeys } from '../sdkNames';

export const unknownSdkName = defineRule({
  code: 'RP007',
  name: 'unknown-sdk-name',
  severity: 'error',
  title: 'The SDK has no such name',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const file of entry.program.files.values()) unknownAttributes(entry, file, report);
      unknownKeys(entry, report);
    }
  },
});

function unknownAttributes({ program }: EntryFacts, file: ProgramFile, report: Report): void {
  const { module } = file;
  for (const { call, name } of module.known(unknownCalls)) {
    const root = dottedName(call.callee)?.split('.')[0];
    const imported = root === undefined ? undefined : importOf(module, root, call.node);
    if (!imported || program.resolve(file, imported)) continue;
    const isStart =
      /^runpod\.(start|run|serve|handler|serverless\.(run|serve|handler|begin|start_worker))$/.test(name);
    const canRename = isStart && call.callee.text.startsWith('runpod.');
    report({
      path: file.path,
      range: call.callee.range,
      message: `The SDK has no ${name}: this ends with an AttributeError.${isStart ? ' It is runpod.serverless.start.' : ''}`,
      fixes: canRename
        ? [
            replaceFix('Call runpod.serverless.start', sourceOf(file), [
              { ...spanOf(call.callee), newText: 'runpod.serverless.start' },
            ]),
          ]
        : [],
    });
  }
}

function unknownCalls(module: Module): { readonly call: Call; readonly name: string }[] {
  const roots = module.imports.filter(found => /^runpod(\.|$)/.test(found.target)).map(({ bound }) => bound);
  const calls = module.calls.filter(({ callee }) => roots.some(root => root && callee.text.startsWith(root)));
  return calls.flatMap(call => {
    const name = qualifiedName(module, call.callee);
    return name && isUnknownSdkName(name) ? [{ call, name }] : [];
  });
}

function unknownKeys(entry: EntryFacts, report: Report): void {
  const keys = entry.analysis.starts.flatMap(start => [...start.keys]);
  for (const [name, { key }] of keys.filter(([name]) => !startKeys.includes(name))) {
    const known = meant(name, startKeys);
    // A misspelt "handler" is told by the rule about a start() without one.
    if (known === 'handler') continue;
    report({
      path: entry.path,
      range: key.range,
      severity: known ? 'warning' : 'info',
      message: `The SDK does not read ${key.text}${known ? `; it is "${known}"` : ''}.`,
      fixes: known && key.type === 'string' ? [renamed(entry, key, known)] : [],
    });
  }
}

function renamed(entry: EntryFacts, key: Node, known: string): Fix {
  const edit = { ...spanOf(key), newText: `"${known}"` };
  return replaceFix(`Rename it to "${known}"`, sourceOf(entry.program.entry), [edit]);
}

function spanOf({ start, end }: Node): { start: number; end: number } {
  return { start, end };
}
