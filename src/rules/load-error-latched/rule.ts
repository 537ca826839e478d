// RP108: a failed lazy load is remembered, and the test for it keeps every later job from trying again.
import type { Guard } from '../../loading/detect/guards';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import { replaceFix, sourceOf } from '../edits';
import { lineBefore } from '../failures';
import { defineRule } from '../rule';

export const loadErrorLatched = defineRule({
  code: 'RP108',
  name: 'load-error-latched',
  severity: 'info',
  title: 'A failed lazy load is never tried again on this worker',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const seen = new Set<Node>();
      for (const { guard } of entry.analysis.jobs) {
        const latch = guard && !seen.has(guard.node) ? latchOf(guard) : undefined;
        if (!guard || !latch) continue;
        seen.add(guard.node);
        const source = sourceOf(guard.place.file);
        report({
          path: guard.place.file.path,
          range: latch.test.range,
          message: `After one failure ${latch.name} stays set: no later job tries again, and RunPod goes on sending jobs to this worker. Let the next job try, or answer with "refresh_worker": True.`,
          fixes: [
            replaceFix('Try again in the next job', source, [
              { start: latch.cut[0], end: latch.cut[1], newText: '' },
              ...forgetting(guard, latch.name, source.lineEnd),
            ]),
          ],
        });
      }
    }
  },
});

/** The error of the last try is taken back where the next one begins: code further on may still ask for it. */
function forgetting({ place }: Guard, name: string, lineEnd: string): ReturnType<typeof lineBefore>[] {
  const { module } = place.file;
  const tries = module.root.descendants('try_statement').filter(one => {
    const kept = one.parts
      .filter(part => part.type === 'except_clause')
      .flatMap(clause => clause.descendants('assignment'));
    return kept.some(assignment => assignment.child('left')?.text === name);
  });
  const owner = tries[0]?.closest('function_definition');
  const isGlobal = owner
    ?.descendants('global_statement')
    .some(one => new RegExp(`\\b${name}\\b`).test(one.text));
  const first = tries[0]?.child('body')?.parts[0];
  return tries.length === 1 && isGlobal && first ? [lineBefore(first, `${name} = None`, lineEnd)] : [];
}

interface Latch {
  readonly name: string;
  readonly test: Node;
  /** What to cut from the condition: the test with its `and`. */
  readonly cut: readonly [number, number];
}

/** `model is None and load_error is None`: the part that asks for the error. */
function latchOf({ node, place }: Guard): Latch | undefined {
  const condition = node.child('condition');
  if (condition?.type !== 'boolean_operator' || !condition.childOfType('and')) return undefined;
  const left = condition.child('left');
  const right = condition.child('right');
  if (!left || !right) return undefined;
  const isLatch = (test: Node) => {
    const name = test.is('comparison_operator', 'not_operator')
      ? test.descendants('identifier')[0]
      : undefined;
    const isState = name && scopeAt(place.file.module, name).lookup(name.text)?.kind === 'module';
    return isState && /err|fail|exception/i.test(name.text) ? name.text : undefined;
  };
  const name = isLatch(right);
  if (name) return { name, test: right, cut: [left.end, right.end] };
  const first = isLatch(left);
  return first ? { name: first, test: left, cut: [left.start, right.start] } : undefined;
}
