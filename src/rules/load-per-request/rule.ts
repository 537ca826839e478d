// RP103: the model is loaded again in every job, with arguments that never change.
import type { JobLoad } from '../../loading/detect/analysis';
import { SourceText } from '../../project/source';
import { functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import { statementOf } from '../../python/statements';
import type { EntryFacts } from '../context';
import { lineStart, replaceFix } from '../edits';
import { loaderName } from '../loaderName';
import { defineRule, type Fix } from '../rule';
import { switchFix } from '../switchFix';

/** What is loaded into a model that is there already; the file is often chosen by the job. */
const additions = /(^|\.)(load_state_dict|load_lora_weights|load_textual_inversion|load_file|load)$/;

export const loadPerRequest = defineRule({
  code: 'RP103',
  name: 'load-per-request',
  severity: 'warning',
  title: 'The model is loaded again in every job',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const { jobs, handler } = entry.analysis;
      for (const load of jobs) {
        if (!handler || load.guard || load.kind === 'server' || additions.test(load.name)) continue;
        if (!isConstant(load) || isFallback(load)) continue;
        report({
          path: load.file.path,
          range: load.node.range,
          message: `${loaderName(load.name)} runs in every job, with the same arguments. Load it once: before start() (warm) or in the first job (lazy).`,
          fixes: fixesFor(entry, load),
        });
      }
    }
  },
});

function fixesFor(entry: EntryFacts, load: JobLoad): Fix[] {
  const switches = [
    ...switchFix(entry, 'warm', 'Load it once, before start() (warm)'),
    ...switchFix(entry, 'lazy', 'Load it once, in the first job (lazy)'),
  ];
  return switches.length > 0 ? switches : hoistFix(load);
}

/** `model = load(CONSTANT)` straight in a function moves above it, when nothing it names is local. */
function hoistFix({ file, node }: JobLoad): Fix[] {
  const { module } = file;
  const assignment = node.parent?.type === 'assignment' ? node.parent : undefined;
  const name = assignment?.child('left');
  const statement = assignment && statementOf(assignment);
  const owner = functionOf(statement?.closest('function_definition'));
  if (!assignment || name?.type !== 'identifier' || !statement || !owner) return [];
  const local = scopeAt(module, name).lookup(name.text);
  const used = node.descendants('identifier').filter(one => !isLabel(one));
  const isFree = used.every(one => scopeAt(module, one).lookup(one.text)?.kind !== 'function');
  const isOnly = local?.kind === 'function' && local.bindings.get(name.text)?.length === 1;
  const standsAlone = statement.parent === owner.body && owner.body.parts.length > 1;
  if (!isFree || !isOnly || !standsAlone || owner.whole.parent !== module.root) return [];
  if (module.names.scope.bindings.has(name.text)) return [];
  const source = new SourceText(file.path, module.text);
  const { lineEnd, text } = source;
  const next = text.indexOf('\n', statement.end) + 1;
  return [
    {
      ...replaceFix('Load it once, when the worker starts', source, [
        {
          start: owner.whole.start,
          end: owner.whole.start,
          newText: `${statement.text}${lineEnd.repeat(3)}`,
        },
        { start: lineStart(text, statement.start), end: next || statement.end, newText: '' },
      ]),
      preferred: false,
    },
  ];
}

/** No argument comes from the job or from a parameter: all names live at module level or are constants nearby. */
function isConstant({ node, file }: JobLoad): boolean {
  const names = node.descendants('identifier').filter(one => !isLabel(one));
  return names.every(name => isFixed(name, file, 3));
}

function isLabel(node: Node): boolean {
  return (
    (node.field === 'attribute' && node.parent?.type === 'attribute') ||
    (node.field === 'name' && node.parent?.type === 'keyword_argument')
  );
}

function isFixed(name: Node, file: JobLoad['file'], hops: number): boolean {
  const home = scopeAt(file.module, name).lookup(name.text);
  if (!home || home.kind === 'module') return true;
  const bindings = home.bindings.get(name.text) ?? [];
  return (
    hops > 0 &&
    bindings.every(({ role, node }) => {
      if (role === 'import') return true;
      const value =
        role === 'assign' && node.parent?.type === 'assignment' ? node.parent.child('right') : undefined;
      return (
        value !== undefined &&
        [value, ...value.descendants('identifier')]
          .filter(one => one.type === 'identifier' && !isLabel(one))
          .every(one => isFixed(one, file, hops - 1))
      );
    })
  );
}

/** Loaded again after a failure, or on a way that only some jobs take. */
function isFallback({ steps }: JobLoad): boolean {
  return steps.some(
    step =>
      step.node.closest('except_clause', 'if_statement', 'for_statement', 'while_statement') !== undefined,
  );
}
