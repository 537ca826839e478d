// RP302: .runpod/hub.json and tests.json against the shape that RunPod documents for its Hub (publishing guide, 2025).
import { basename } from 'node:path';
import type { SourceText } from '../../project/source';
import { replaceFix } from '../edits';
import { type JsonNode, keyOf, property, readJson, spanOf } from '../jsonText';
import { defineRule, type Fix, type Report } from '../rule';
import { config, type Field, hub, optional, required, test, testConfig } from './fields';

export const hubConfigInvalid = defineRule({
  code: 'RP302',
  name: 'hub-config-invalid',
  severity: 'error',
  title: 'A file of .runpod/ does not have the shape that the Hub asks for',
  fixable: true,
  check({ worker }, report) {
    for (const source of worker.hubFiles) {
      const { root, error } = readJson(source);
      if (error) {
        const message = `This is not valid JSON: ${error.message}.`;
        report({ path: source.path, range: source.rangeOf(error), message });
      } else if (root) {
        const checker = new Checker(source, report);
        if (basename(source.path) === 'hub.json') checkHub(root, checker);
        else checkTests(root, checker);
      }
    }
  },
});

function checkHub(root: JsonNode, checker: Checker): void {
  if (!checker.fields(root, hub)) return;
  const settings = property(root, 'config');
  if (!settings || !checker.fields(settings, config)) return;
  checker.env(property(settings, 'env'));
  for (const preset of property(settings, 'presets')?.children ?? []) {
    checker.fields(preset, [required('name', 'string'), required('defaults', 'object')]);
  }
}

function checkTests(root: JsonNode, checker: Checker): void {
  if (!checker.fields(root, [required('tests', 'array'), optional('config', 'object')])) return;
  for (const one of property(root, 'tests')?.children ?? []) checker.fields(one, test);
  const settings = property(root, 'config');
  if (settings && checker.fields(settings, testConfig)) checker.env(property(settings, 'env'));
}

class Checker {
  constructor(
    private readonly source: SourceText,
    private readonly report: Report,
  ) {}

  /** False when the node is no object at all. */
  fields(node: JsonNode, fields: readonly Field[]): boolean {
    if (node.type !== 'object') {
      this.tell(node, 'An object is expected here.');
      return false;
    }
    for (const field of fields) this.field(node, field);
    return true;
  }

  env(list: JsonNode | undefined): void {
    if (list?.type !== 'array') return;
    for (const one of list.children ?? []) {
      if (!this.fields(one, [required('key', 'string')])) continue;
      if (!property(one, 'value') && !property(one, 'input'))
        this.tell(one, 'A variable needs a "value", or an "input" that asks for it.');
    }
  }

  private field(node: JsonNode, field: Field): void {
    const { name, shape } = field;
    const value = property(node, name);
    if (!value) {
      if (field.required)
        this.tell(node.parent ? keyOf(node) : node, `"${name}" is missing.`, this.added(node, field));
    } else if (typeof shape !== 'string') {
      const meant = shape.find(one => one.toLowerCase() === String(value.value).toLowerCase());
      if (!shape.includes(String(value.value)))
        this.tell(value, `"${name}" is one of ${shape.join(', ')}.`, this.replaced(value, meant));
    } else if (value.type !== shape) {
      const message = `"${name}" must be ${/^[aeiou]/.test(shape) ? 'an' : 'a'} ${shape}.`;
      this.tell(value, message, this.replaced(value, asShape(value, shape)));
    }
  }

  private replaced(value: JsonNode, meant: unknown): Fix[] {
    if (meant === undefined) return [];
    const newText = JSON.stringify(meant);
    return [replaceFix(`Write ${newText}`, this.source, [{ ...spanOf(value), newText }])];
  }

  private added(node: JsonNode, { name, usual }: Field): Fix[] {
    const first = node.children?.[0];
    if (!usual || !first) return [];
    const { text } = this.source;
    const value = usual(node.parent?.children?.indexOf(node) ?? 0);
    const margin = /[\r\n]+[ \t]*$/.exec(text.slice(node.offset + 1, first.offset))?.[0] ?? ' ';
    const newText = `"${name}": ${JSON.stringify(value)},${margin}`;
    return [
      replaceFix(`Add "${name}": "${value}"`, this.source, [
        { start: first.offset, end: first.offset, newText },
      ]),
    ];
  }

  private tell(node: JsonNode, message: string, fixes: Fix[] = []): void {
    const { start, end } = spanOf(node);
    // A long object would be underlined from end to end: its first character is enough.
    const shown = node.type === 'object' ? start + 1 : end;
    this.report({
      path: this.source.path,
      range: this.source.rangeOf({ start, end: shown }),
      message,
      fixes,
    });
  }
}

/** A number that was written as text, and the other way round. */
function asShape({ value }: JsonNode, shape: string): unknown {
  if (shape === 'number' && typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  return shape === 'string' && typeof value === 'number' ? String(value) : undefined;
}
