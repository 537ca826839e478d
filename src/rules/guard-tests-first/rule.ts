// RP112: one guard for several models, and it tests the one that is set first: after a failure half-way no later job
// loads the rest.

import type { JobLoad } from '../../loading/detect/analysis';
import { filledNames } from '../../loading/detect/filled';
import type { Guard } from '../../loading/detect/guards';
import type { Node } from '../../python/node';
import type { EntryFacts } from '../context';
import { replaceFix, sourceOf } from '../edits';
import { defineRule } from '../rule';

export const guardTestsFirst = defineRule({
  code: 'RP112',
  name: 'guard-tests-first',
  severity: 'warning',
  title: 'One guard for several models tests the one that is set first',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const { guard, names } of groupsOf(entry)) {
        const [first] = names;
        const last = names.at(-1);
        const tested = testedName(guard);
        if (!first || !last || first === last || tested?.text !== first || recovers(guard)) continue;
        const source = sourceOf(guard.place.file);
        report({
          path: guard.place.file.path,
          range: tested.range,
          message: `${first} is set before ${names.slice(1).join(', ')}: if one of those fails to load, later jobs find ${first}, skip the load and fail on None. Test ${last}, which is set last.`,
          fixes: [
            replaceFix(`Test ${last}`, source, [{ start: tested.start, end: tested.end, newText: last }]),
          ],
        });
      }
    }
  },
});

/** The names that the loads behind one guard fill, in the order in which they are set. */
function groupsOf({ analysis }: EntryFacts): { guard: Guard; names: string[] }[] {
  const groups = new Map<Node, { guard: Guard; loads: JobLoad[] }>();
  for (const load of analysis.jobs) {
    if (load.guard?.kind !== 'flag') continue;
    const group = groups.get(load.guard.node) ?? { guard: load.guard, loads: [] };
    group.loads.push(load);
    groups.set(load.guard.node, group);
  }
  return [...groups.values()].map(({ guard, loads }) => {
    const own = loads.filter(one => one.file === guard.place.file && !isOptional(one));
    const names = [...new Set(own.flatMap(filledNames))];
    return { guard, names: names.sort((a, b) => setAt(guard, a) - setAt(guard, b)) };
  });
}

/** Where a name is set behind the guard: a model that is built into a local first is set where it is published. */
function setAt({ node, place }: Guard, name: string): number {
  const bindings = place.file.module.names.scope.bindings.get(name) ?? [];
  return Math.max(
    ...bindings
      .filter(one => one.role === 'assign' && one.node.start > node.start)
      .map(one => one.node.start),
    0,
  );
}

/** In a try of its own: its failure is expected. */
function isOptional({ node, guard }: JobLoad): boolean {
  const around = node.closest('try_statement');
  return around !== undefined && !around.holds(guard?.node ?? around);
}

/** The one name in `if model is None:` or `if model is not None:`. */
function testedName({ node }: Guard): Node | undefined {
  const condition = node.child('condition');
  const names =
    condition?.type === 'comparison_operator'
      ? condition.parts.filter(part => part.type === 'identifier')
      : [];
  return names.length === 1 ? names[0] : undefined;
}

/** Something puts the names back after a failure. */
function recovers({ node }: Guard): boolean {
  const owner = node.closest('function_definition');
  return owner?.descendants('except_clause').some(clause => /= None/.test(clause.text)) ?? false;
}
