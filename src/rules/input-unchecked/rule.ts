// RP209: a missing field of the input reaches the caller as a bare KeyError.
import type { Handler } from '../../loading/detect/analysis';
import type { Node } from '../../python/node';
import { ownerOf, statementOf } from '../../python/statements';
import { stringValue } from '../../python/strings';
import { replaceFix, sourceOf } from '../edits';
import { defineRule, type Fix } from '../rule';

export const inputUnchecked = defineRule({
  code: 'RP209',
  name: 'input-unchecked',
  severity: 'hint',
  title: 'A missing field of the input is answered with a bare KeyError',
  fixable: true,
  check({ entries }, report) {
    for (const { analysis, program } of entries) {
      const { handler } = analysis;
      if (!handler || [...program.files.values()].some(file => thinksOfIt.test(file.module.text))) continue;
      for (const { node, key } of uncheckedReads(handler)) {
        report({
          path: handler.file.path,
          range: node.range,
          message: `Without "${key}" in its input the job fails with KeyError: '${key}' and no word on what is expected. Check it, give a default with .get, or use the SDK's validate.`,
          fixes: checkFix(handler, node, key),
        });
      }
    }
  },
});

/** Whoever validates at all has thought of it. */
const thinksOfIt = /validat|\b(BaseModel|pydantic|jsonschema|KeyError)\b/i;

/** The first read of each field that nothing in the handler asks for. */
function uncheckedReads({ definition }: Handler): { node: Node; key: string }[] {
  const job = definition.parameters[0]?.name;
  const { body } = definition;
  const names = job === undefined ? new Set<string>() : inputNames(body, job);
  const found = new Map<string, Node>();
  for (const node of body.descendants('subscript')) {
    const key = stringValue(node.childrenFor('subscript')[0]);
    const from = node.child('value');
    if (key === undefined || !from || found.has(key) || ownerOf(node) !== definition.node) continue;
    const isInput = names.has(from.text) || (job !== undefined && isInputOf(from, job));
    if (isInput && isRead(node) && !node.closest('try_statement') && !isAskedFor(body, from.text, key))
      found.set(key, node);
  }
  return [...found].map(([key, node]) => ({ node, key }));
}

/** Names that stand for the input all through the handler: `data = job["input"]`, once. */
function inputNames(body: Node, job: string): Set<string> {
  const assigned = body.descendants('assignment', 'augmented_assignment', 'named_expression');
  const nameOf = (node: Node) => (node.child('left') ?? node.child('name'))?.text ?? '';
  const names = assigned.flatMap(node => {
    const value = node.child('right');
    return node.type === 'assignment' && value && isInputOf(value, job) ? [nameOf(node)] : [];
  });
  return new Set(
    names.filter(name => /^\w+$/.test(name) && assigned.filter(node => nameOf(node) === name).length === 1),
  );
}

/** `job["input"]`, `job.get("input", {})`, `job.get("input") or {}`. */
function isInputOf(node: Node, job: string): boolean {
  if (node.type === 'subscript')
    return node.child('value')?.text === job && stringValue(node.childrenFor('subscript')[0]) === 'input';
  const text = node.text.replace(/\s+/g, '');
  return [`${job}.get("input",{})`, `${job}.get("input")or{}`, `${job}.get("input",{})or{}`].includes(
    text.replaceAll("'", '"'),
  );
}

function isRead(node: Node): boolean {
  return node.field !== 'left' && !node.closest('delete_statement', 'pattern_list');
}

/** The key is asked for somewhere, or keys are gone through in a loop. */
function isAskedFor(body: Node, input: string, key: string): boolean {
  const quoted = `["']${escaped(key)}["']`;
  const asks = new RegExp(
    `${quoted}\\s+(not\\s+)?in\\b|\\.(get|pop|setdefault)\\(\\s*${quoted}|[\\w)]\\s+(not\\s+)?in\\s+${escaped(input)}(?![\\w\\[])`,
  );
  return asks.test(body.text);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The check right above the statement that reads the field. Never preferred: what the caller is told is the author's. */
function checkFix({ file, definition }: Handler, node: Node, key: string): Fix[] {
  const statement = statementOf(node);
  const { start } = statement;
  const { text } = file.module;
  const margin = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const isOwnLine = /^[ \t]+$/.test(margin) && !/\belif\b/.test(text.slice(start, node.start));
  if (!isOwnLine || statement.broken) return [];
  const source = sourceOf(file);
  const asked = node.childrenFor('subscript')[0]?.text ?? '';
  const quote = asked.charAt(asked.length - 1);
  const error = `{${quote}error${quote}: ${quote}The input has no ${key}.${quote}}`;
  const step = margin.includes('\t') ? '\t' : '    ';
  const answer = definition.isGenerator ? [`yield ${error}`, 'return'] : [`return ${error}`];
  const lines = [`if ${asked} not in ${node.child('value')?.text}:`, ...answer.map(line => step + line)];
  const newText = lines.map(line => line + source.lineEnd + margin).join('');
  return [
    {
      ...replaceFix(`Answer with an error when "${key}" is missing`, source, [
        { start, end: start, newText },
      ]),
      preferred: false,
    },
  ];
}
