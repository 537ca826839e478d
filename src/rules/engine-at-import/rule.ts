// RP110: a vLLM engine made at module level. Its child processes import the file again and make engines of their own.

import type { Node } from '../../python/node';
import { isMainGuard, ownerOf } from '../../python/statements';
import { defineRule } from '../rule';

export const engineAtImport = defineRule({
  code: 'RP110',
  name: 'engine-at-import',
  severity: 'warning',
  title: 'A vLLM engine is made at module level, where its child processes run it again',
  fixable: false,
  check({ entries }, report) {
    for (const { analysis } of entries) {
      for (const { name, node, file } of analysis.startup) {
        const isEngine =
          /^vllm\./.test(name) &&
          /(^|\.)(LLM|AsyncLLMEngine|LLMEngine|from_engine_args|AsyncLLM)$/.test(name);
        if (!isEngine || ownerOf(node) || isGuarded(node)) continue;
        report({
          path: file.path,
          range: node.range,
          message:
            'vLLM starts processes that import this file again: each would make an engine of its own, and the start fails with a RuntimeError. Make it in a function, called under if __name__ == "__main__":.',
        });
      }
    }
  },
});

function isGuarded(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (
      isMainGuard(at) ||
      (at.type === 'if_statement' && /__name__|current_process/.test(at.child('condition')?.text ?? ''))
    )
      return true;
  }
  return false;
}
