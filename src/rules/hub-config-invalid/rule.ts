// RP302: .runpod/hub.json and tests.json against the shape that RunPod documents for its Hub (publishing guide, 2025).
import { basename } from 'node:path';
import type { SourceText } from '../../project/source';
import { type JsonNode, keyOf, property, readJson, spanOf } from '../jsonText';
import { defineRule, type Report } from '../rule';

type Shape = 'string' | 'number' | 'object' | 'array' | readonly string[];

interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
}

const required = (name: string, shape: Shape): Field => ({ name, shape, required: true });
const optional = (name: string, shape: Shape): Field => ({ name, shape, required: false });

const hub: readonly Field[] = [
  required('title', 'string'),
  required('description', 'string'),
  required('type', 'string'),
  required('category', ['audio', 'embedding', 'language', 'video', 'image']),
  optional('iconUrl', 'string'),
  required('config', 'object'),
];
const config: readonly Field[] = [
  required('runsOn', ['GPU', 'CPU']),
  required('containerDiskInGb', 'number'),
  optional('gpuCount', 'number'),
  optional('gpuIds', 'string'),
  optional('cpuFlavor', 'string'),
  optional('allowedCudaVersions', 'array'),
  optional('presets', 'array'),
  optional('env', 'array'),
];
const test: readonly Field[] = [required('name', 'string'), required('input', 'object'), optional('timeout', 'number')];
const testConfig: readonly Field[] = [
  optional('gpuTypeId', 'string'),
  optional('gpuCount', 'number'),
  optional('cpuFlavor', 'string'),
  optional('env', 'array'),
  optional('allowedCudaVersions', 'array'),
];

export const hubConfigInvalid = defineRule({
  code: 'RP302',
  name: 'hub-config-invalid',
  severity: 'error',
  title: 'A file of .runpod/ does not have the shape that the Hub asks for',
  fixable: false,
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
      if (!property(one, 'value') && !property(one, 'input')) this.tell(one, 'A variable needs a "value", or an "input" that asks for it.');
    }
  }

  private field(node: JsonNode, { name, shape, required: isRequired }: Field): void {
    const value = property(node, name);
    if (!value) {
      if (isRequired) this.tell(node.parent ? keyOf(node) : node, `"${name}" is missing.`);
    } else if (typeof shape !== 'string') {
      if (!shape.includes(String(value.value))) this.tell(value, `"${name}" is one of ${shape.join(', ')}.`);
    } else if (value.type !== shape) {
      this.tell(value, `"${name}" must be ${/^[aeiou]/.test(shape) ? 'an' : 'a'} ${shape}.`);
    }
  }

  private tell(node: JsonNode, message: string): void {
    const { start, end } = spanOf(node);
    // A long object would be underlined from end to end: its first character is enough.
    const shown = node.type === 'object' ? start + 1 : end;
    this.report({ path: this.source.path, range: this.source.rangeOf({ start, end: shown }), message });
  }
}
