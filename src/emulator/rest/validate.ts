// Reads a request body with a strict schema. Every mistake becomes a line of errors[], in the platform's manner:
// `$.workers: additional properties 'foo' not allowed`.
import type { Context } from 'hono';
import type * as z from 'zod';
import { parseJson } from '../../base/json';
import { badRequest, invalid } from './problem';

/** The body, parsed. Throws a 400 for what is not JSON and a 422 for what does not fit. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const json = parseJson(await c.req.text());
  if (!json.ok) throw badRequest(`request body is not valid JSON: ${json.message}`);
  const parsed = schema.safeParse(json.value, { reportInput: true });
  if (!parsed.success) throw invalid(...parsed.error.issues.flatMap(wordsFor));
  return parsed.data;
}

function wordsFor(issue: z.core.$ZodIssue): string[] {
  const path = ['$', ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => `${path}: additional properties '${key}' not allowed`);
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    const parent = ['$', ...issue.path.slice(0, -1).map(String)].join('.');
    return [`${parent}: missing property '${String(issue.path.at(-1) ?? '')}'`];
  }
  return [`${path}: ${issue.message}`];
}
