// RunPod's published REST v2 specification as validators: the edition kept in the fixtures, or the one that
// RUNPOD_OPENAPI names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { root } from './tree';

export interface OpenApi {
  /** Messages for what is wrong with a value against a named schema; empty when it fits. */
  mistakes(schemaName: string, value: unknown): string[];
  /** The statuses the specification knows for an operation. */
  statuses(method: string, path: string): string[];
  /** As `mistakes`, for a schema given as such, out of the document. */
  mistakesIn(schema: object, value: unknown): string[];
  readonly document: unknown;
}

const published = join(root, 'test/fixtures/openapi/runpod-rest-v2.json');

/** The specification. Throws when the file is not there: what is judged by it is never skipped. */
export function openApi(): OpenApi {
  return load(process.env.RUNPOD_OPENAPI ?? published);
}

function load(path: string): OpenApi {
  const document = JSON.parse(readFileSync(path, 'utf8'));
  for (const schema of Object.values(document.components.schemas)) conditionsInside(schema as Schema);
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats(ajv);
  ajv.addFormat('float', true);
  // The specification's own examples of URLs hold the placeholder {job_id}, which no URI may.
  ajv.addFormat('uri', true);
  ajv.addSchema(document, 'openapi');
  return {
    document,
    mistakesIn(schema, value) {
      const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/');
      const validate = ajv.compile(JSON.parse(text));
      return validate(value)
        ? []
        : (validate.errors ?? []).map(error => `${error.instancePath} ${error.message}`);
    },
    mistakes(schemaName, value) {
      const validate = ajv.getSchema(`openapi#/components/schemas/${schemaName}`);
      if (!validate) throw new Error(`The specification has no schema ${schemaName}.`);
      if (validate(value)) return [];
      return (validate.errors ?? []).map(error => `${error.instancePath} ${error.message}`);
    },
    statuses: (method, route) => Object.keys(document.paths[route]?.[method]?.responses ?? {}),
  };
}

interface Schema {
  if?: unknown;
  then?: unknown;
  allOf?: unknown[];
  unevaluatedProperties?: unknown;
}

/**
 * Moves a condition beside `unevaluatedProperties` into `allOf`, which means the same: Ajv forgets what the other
 * parts evaluated when the condition does not hold, and calls every property unevaluated.
 */
function conditionsInside(schema: Schema): void {
  if (schema.if === undefined || schema.unevaluatedProperties === undefined) return;
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  schema.allOf = [...(schema.allOf ?? []), { if: schema.if, then: schema.then ?? true }];
  delete schema.if;
  delete schema.then;
}
