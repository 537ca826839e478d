// RP105: two jobs find no model and both load it. It takes jobs that overlap, and a pause between the test and the set.
import type { JobLoad } from '../../loading/detect/analysis';
import type { Step } from '../../loading/detect/sites';
import type { Node } from '../../python/node';
import { replaceFix, sourceOf } from '../edits';
import { importEdit } from '../failures';
import { defineRule, type Fix } from '../rule';

export const lazyLoadRace = defineRule({
  code: 'RP105',
  name: 'lazy-load-race',
  severity: 'warning',
  title: 'Overlapping jobs can load the model twice',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const { start, handler, jobs } = entry.analysis;
      if (!handler?.definition.isAsync || !start?.keys.has('concurrency_modifier')) continue;
      const seen = new Set<Node>();
      for (const load of jobs) {
        const { guard } = load;
        if (!guard || guard.kind === 'cache' || seen.has(guard.node) || isLocked(load) || !pauses(load))
          continue;
        seen.add(guard.node);
        report({
          path: guard.place.file.path,
          range: (guard.node.child('condition') ?? guard.node).range,
          message: `Jobs overlap here, and the load is awaited between this test and the moment ${guard.state} is set: a second job loads it again. Take a lock and test once more inside it.`,
          fixes: lockFix(load),
        });
      }
    }
  },
});

function isLocked({ steps }: JobLoad): boolean {
  return steps.some(step => {
    for (let at = step.node.parent; at; at = at.parent) {
      if (at.type === 'with_statement' && /lock|mutex|sem/i.test(at.child('body') ? textBefore(at) : at.text))
        return true;
    }
    return false;
  });
}

function textBefore(node: Node): string {
  return node.source.lines.text.slice(node.start, node.child('body')?.start ?? node.end);
}

/** The event loop may turn to another job between the test and the set: an await there, or another thread. */
function pauses({ steps, guard }: JobLoad): boolean {
  const inside = steps.filter(step => guard?.node.holds(step.node) || isAfter(step, guard?.node));
  return inside.some(step => step.detached || isAwaited(step.node));
}

function isAfter(step: Step, guard: Node | undefined): boolean {
  return guard !== undefined && step.node.source === guard.source && step.node.start > guard.start;
}

function isAwaited(node: Node): boolean {
  for (let at = node.parent; at && !at.is('block', 'function_definition', 'lambda'); at = at.parent) {
    if (at.type === 'await') return true;
  }
  return false;
}

/** Only the plain form is rewritten: `if model is None:` with its body, in an async function at module level. */
function lockFix({ guard }: JobLoad): Fix[] {
  const node = guard?.node;
  const body = node?.child('consequence');
  const condition = node?.child('condition');
  const owner = node?.closest('function_definition');
  if (!guard || node?.type !== 'if_statement' || !body || !condition || !owner) return [];
  if (
    node.childOfType('else_clause', 'elif_clause') ||
    !owner.childOfType('async') ||
    owner.parent?.type !== 'module'
  )
    return [];
  if (!guard.node.holds(body) || body.descendants('string').some(one => one.text.includes('\n'))) return [];
  const source = sourceOf(guard.place.file);
  const { lineEnd } = source;
  const indent = ' '.repeat(node.range.start.character);
  const step = body.range.start.character - indent.length;
  if (step <= 0) return [];
  const unit = ' '.repeat(step);
  const moved = source.text.slice(body.start, body.end).replace(/\n(?=[^\r\n])/g, `\n${unit}${unit}`);
  const lock = `async with load_lock:${lineEnd}${indent}${unit}${unit}if ${condition.text}:${lineEnd}${indent}${unit}${unit}${unit}`;
  return [
    replaceFix('Add a lock', source, [
      ...importEdit(guard.place.file, 'asyncio', lineEnd),
      { start: owner.start, end: owner.start, newText: `load_lock = asyncio.Lock()${lineEnd.repeat(3)}` },
      { start: body.start, end: body.end, newText: lock + moved },
    ]),
  ];
}
