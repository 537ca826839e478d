// RunPod's published specification as TypeScript: the part we use, written by openapi-typescript. The library prints
// with the compiler API of TypeScript 5, which the TypeScript we check with no longer has: it is given another's.
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './tree';

/** Answers and bodies we read or send; what they refer to comes along. */
const used = [
  'ListEndpointsResponse',
  'CreateEndpointRequest',
  'UpdateEndpointRequest',
  'ListEndpointWorkersResponse',
  'ListEndpointReleasesResponse',
  'ListTemplatesResponse',
  'CreateTemplateRequest',
  'UpdateTemplateRequest',
  'ListRegistriesResponse',
  'ListGpuTypesResponse',
  'ErrorResponse',
];

interface Document {
  readonly info: object;
  readonly components: { readonly schemas: Record<string, unknown> };
}

const head = `// RunPod REST v2 as published: written by test/property/wire/published.test.ts from the specification in the fixtures.
// Do not edit; types only, no byte of it reaches a bundle.
`;

/** Only for that library: everything else keeps its compiler. */
const hook = (compiler: string) => `export async function resolve(name, context, next) {
  const wanted = name === 'typescript' && context.parentURL?.includes('/openapi-typescript/');
  return wanted ? { url: '${compiler}', shortCircuit: true } : next(name, context);
}`;

export async function publishedTypes(document: Document): Promise<string> {
  const compiler = pathToFileURL(join(root, 'test/support/olderTypescript.mjs')).href;
  register(`data:text/javascript,${encodeURIComponent(hook(compiler))}`);
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const schemas = Object.fromEntries(
    reachable(document, used).map(name => [name, withoutExamples(document.components.schemas[name])]),
  );
  const part = { openapi: '3.1.0', info: document.info, paths: {}, components: { schemas } };
  const ast = await openapiTS(JSON.stringify(part), { defaultNonNullable: false });
  return `${head}\n${astToString(ast)}`;
}

function reachable({ components: { schemas } }: Document, names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const refs = JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, next] of refs) if (next) visit(next);
  };
  for (const name of names) visit(name);
  return Object.keys(schemas).filter(name => found.has(name));
}

/** Examples are values, not types; they would be half of the file. */
function withoutExamples(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutExamples);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name, value]) => name !== 'examples' || !Array.isArray(value));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutExamples(value)]));
}
