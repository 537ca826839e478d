// What a handler's own validator says about its input: the schema given to `rp_validator.validate`, where it is a
// dictionary that stands in the code. What only running would tell is left out.
import type { Module } from '../python/module';
import type { Node } from '../python/node';
import { importOf, qualifiedName } from '../python/qualify';
import { stringValue } from '../python/strings';
import { assignedValue } from './start';

export interface SchemaField {
  readonly name: string;
  /** As written: `str`, `(int, float)`. */
  readonly type: string;
  readonly isRequired: boolean;
  /** The default as written. */
  readonly fallback: string | undefined;
}

export interface ModuleFile {
  readonly path: string;
  readonly module: Module;
}

const validators = ['runpod.serverless.utils.rp_validator.validate', 'runpod.serverless.utils.validate'];

/** The fields in the order they are written; empty where there is no such schema. */
export function inputFieldsOf(files: readonly ModuleFile[]): readonly SchemaField[] {
  for (const { module } of files) {
    for (const call of module.calls) {
      if (!validators.includes(qualifiedName(module, call.callee) ?? '')) continue;
      const schema = schemaNode(module, call.args[1] ?? call.keywords.get('schema'), files);
      if (schema?.type === 'dictionary') return fieldsOf(schema);
    }
  }
  return [];
}

/** The node itself, what was assigned to its name, or what the file it was imported from assigns to it. */
function schemaNode(module: Module, node: Node | undefined, files: readonly ModuleFile[]): Node | undefined {
  if (node?.type !== 'identifier') return node;
  const imported = importOf(module, node.text, node);
  if (!imported?.member) return assignedValue(module, node);
  const ending = `/${imported.module.replaceAll('.', '/')}.py`;
  const home = files.find(({ path }) => path.replaceAll('\\', '/').endsWith(ending))?.module;
  const assignment = home?.statements
    .flatMap(({ node: statement }) => statement.parts)
    .findLast(part => part.type === 'assignment' && part.child('left')?.text === imported.member);
  return assignment?.child('right');
}

function fieldsOf(schema: Node): SchemaField[] {
  return schema.parts.flatMap(pair => {
    const name = stringValue(pair.child('key'));
    const rules = pair.child('value');
    if (name === undefined || rules?.type !== 'dictionary') return [];
    const entries = new Map(
      rules.parts.map(rule => [stringValue(rule.child('key')), rule.child('value')?.text]),
    );
    return {
      name,
      type: entries.get('type') ?? 'any',
      isRequired: entries.get('required') === 'True',
      fallback: entries.get('default'),
    };
  });
}
