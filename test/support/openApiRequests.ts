// What RunPod's published specification says about requests and examples: the counterpart of openApi.ts for the
// client's side. A request is judged by path, method, query, headers and body.
import type { Asked } from './fakeServer';
import type { OpenApi } from './openApi';

interface Ref {
  readonly $ref?: string;
}

interface Parameter extends Ref {
  readonly name: string;
  readonly in: string;
  readonly schema: Record<string, unknown>;
}

interface Body {
  readonly content?: Record<string, { schema?: Ref; examples?: Record<string, { value: unknown }> }>;
}

interface Operation {
  readonly parameters?: Parameter[];
  readonly requestBody?: Body;
  readonly responses: Record<string, Body>;
}

type Document = {
  readonly paths: Record<string, Record<string, Operation> & { parameters?: Parameter[] }>;
  readonly components: { readonly parameters: Record<string, Parameter> };
};

/** What is wrong with a request, in words; empty when the specification allows it. */
export function requestMistakes(api: OpenApi, { method, url, body, headers }: Asked): string[] {
  const document = api.document as Document;
  const path = Object.keys(document.paths).find(template => matches(template, url.pathname));
  const operation = path && document.paths[path]?.[method.toLowerCase()];
  if (!operation) return [`${method} ${url.pathname} is no operation of the specification`];
  const listed = [...(document.paths[path]?.parameters ?? []), ...(operation.parameters ?? [])];
  const parameters = listed.map(item => resolved(document, item));
  return [
    ...queryMistakes(api, parameters, url),
    ...(headers.has('last-event-id') && !parameters.some(item => item.name === 'Last-Event-ID')
      ? ['Last-Event-ID is no parameter']
      : []),
    ...bodyMistakes(api, operation, body),
  ];
}

/** What is wrong with an answer; empty when the specification knows its status and its body fits. */
export function replyMistakes(
  api: OpenApi,
  { method, url }: Pick<Asked, 'method' | 'url'>,
  { status, body }: { readonly status: number; readonly body: unknown },
): string[] {
  const document = api.document as Document;
  const path = Object.keys(document.paths).find(template => matches(template, url.pathname));
  const responses = path && document.paths[path]?.[method.toLowerCase()]?.responses;
  if (!responses) return [`${method} ${url.pathname} is no operation of the specification`];
  const where = `${method} ${path} → ${status}`;
  if (status >= 400) return api.mistakes('ErrorResponse', body).map(mistake => `${where}: ${mistake}`);
  const content = responses[String(status)]?.content;
  if (!responses[String(status)]) return [`${where} is no answer of it`];
  const schema = content?.['application/json']?.schema?.$ref?.split('/').at(-1);
  return schema ? api.mistakes(schema, body).map(mistake => `${where}: ${mistake}`) : [];
}

/** The examples of successful replies of an operation. */
export function replyExamples(api: OpenApi, method: string, path: string): unknown[] {
  const content = (api.document as Document).paths[path]?.[method]?.responses['200']?.content ?? {};
  return Object.values(content['application/json']?.examples ?? {}).map(example => example.value);
}

function matches(template: string, pathname: string): boolean {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname);
}

function resolved(document: Document, parameter: Parameter): Parameter {
  const name = parameter.$ref?.split('/').at(-1);
  return (name && document.components.parameters[name]) || parameter;
}

function queryMistakes(api: OpenApi, parameters: Parameter[], url: URL): string[] {
  return [...url.searchParams].flatMap(([name, text]) => {
    const parameter = parameters.find(item => item.in === 'query' && item.name === name);
    if (!parameter) return [`${name} is no query parameter of it`];
    const type = String(parameter.schema.type);
    // Lists are written with commas: style form, not exploded.
    const value = type === 'array' ? text.split(',') : /^(integer|number)$/.test(type) ? Number(text) : text;
    return api.mistakesIn(parameter.schema, value).map(mistake => `${name} ${mistake}`);
  });
}

function bodyMistakes(api: OpenApi, operation: Operation, body: unknown): string[] {
  const schema = operation.requestBody?.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
  if (body === undefined) return schema ? ['the body is missing'] : [];
  return schema ? api.mistakes(schema, body) : ['it takes no body'];
}
