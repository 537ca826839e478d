// POST /graphql: 401 without the key, 400 for a document that does not fit the schema, else 200 with data and errors,
// as on the platform. Introspection is off there, so it is off here.
import {
  buildSchema,
  execute,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { AppError } from '../../base/errors';
import type { Platform } from '../platform';
import { carries, same } from '../server/guard';
import { rootFor } from './root';
import { schemaText } from './schema';

const requestSchema = z.looseObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

export function graphqlPlane(platform: Platform, key: string): Hono {
  const schema = buildSchema(schemaText);
  const app = new Hono();
  app.post('/graphql', async c => {
    if (!carries(c, key) && !same(c.req.query('api_key') ?? '', key)) {
      return c.json({ errors: [{ message: 'Unauthorized' }] }, 401);
    }
    const request = requestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!request.success) return badRequest(c, [new GraphQLError('The body must be JSON with a "query".')]);
    return answer(c, schema, platform, request.data);
  });
  return app;
}

async function answer(
  c: Context,
  schema: GraphQLSchema,
  platform: Platform,
  { query, variables, operationName }: z.infer<typeof requestSchema>,
): Promise<Response> {
  const document = parsed(query);
  if (document instanceof GraphQLError) return badRequest(c, [document]);
  const mistakes = validate(schema, document, [...specifiedRules, NoSchemaIntrospectionCustomRule]);
  if (mistakes.length > 0) return badRequest(c, mistakes);
  const result = await execute({
    schema,
    document,
    rootValue: rootFor(platform),
    variableValues: variables,
    operationName,
  });
  // Variables that do not fit are the caller's mistake: no data at all, 400.
  if (result.errors && result.data === undefined) return badRequest(c, result.errors);
  for (const { originalError } of result.errors ?? []) {
    if (originalError && !(originalError instanceof AppError))
      platform.log.error('GraphQL failed.', originalError);
  }
  return c.json({ ...result, errors: result.errors?.map(error => error.toJSON()) });
}

function parsed(query: string) {
  try {
    return parse(query);
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError('Syntax error.');
  }
}

function badRequest(c: Context, errors: readonly GraphQLError[]): Response {
  return c.json({ errors: errors.map(error => error.toJSON()) }, 400);
}
