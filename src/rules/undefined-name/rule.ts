// RP008: a name that is bound nowhere: a NameError, often only in the job that takes that way.
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { Occurrence } from '../../python/scope';
import { undefinedNames } from '../../python/undefinedNames';
import { defineRule } from '../rule';

export const undefinedName = defineRule({
  code: 'RP008',
  name: 'undefined-name',
  severity: 'error',
  title: 'A name is used that nothing defines',
  fixable: false,
  check({ entries }, report) {
    for (const { program } of entries) {
      for (const { path, module } of program.files.values()) {
        for (const { name, node } of module.known(certainlyUndefined)) {
          report({
            path,
            range: node.range,
            message: `Nothing defines ${name}: this is a NameError when it runs.`,
          });
        }
      }
    }
  },
});

function certainlyUndefined(module: Module): readonly Occurrence[] {
  if (makesNames(module) || module.errors.length > 0) return [];
  return undefinedNames(module).filter(({ node }) => !isForgiven(module, node));
}

/** Code that puts names into the module in ways that reading cannot see. */
function makesNames({ text }: Module): boolean {
  return /\b(globals|locals|vars)\(\)|\bexec\s*\(|\bsetattr\s*\(|__dict__|<<\w+>>|\{\{/.test(text);
}

/** Annotations that are never evaluated, `except NameError`, `del`, and code that only type checkers read. */
function isForgiven(module: Module, node: Node): boolean {
  const isAnnotation = node.closest('type') !== undefined;
  if (isAnnotation && /^from __future__ import .*\bannotations\b/m.test(module.text)) return true;
  const inside = node.closest('try_statement');
  if (inside && /except\s*\(?[^:\n]*\b(NameError|Exception)\b|except\s*:/.test(inside.text)) return true;
  const condition = node.closest('if_statement')?.child('condition')?.text ?? '';
  return /TYPE_CHECKING|\bin dir\(\)|hasattr|\bdefined\b/.test(condition);
}
