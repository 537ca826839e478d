// Who the key belongs to, what is left and what it costs: GraphQL, because REST v2 has no counterpart.
import * as z from 'zod';
import { AppError } from '../base/errors';
import { type Myself, myselfSchema } from '../wire/graphql';
import type { AccountApi } from './cloud';
import type { Graph } from './graphql';

const replySchema = z.looseObject({ myself: myselfSchema.nullish() });

export function createAccount(graph: Graph): AccountApi {
  return {
    async myself(signal) {
      const document = '{ myself { id email clientBalance currentSpendPerHr maxServerlessConcurrency } }';
      const { myself } = await graph.query({ document, schema: replySchema, subject: 'the account' }, signal);
      return signedIn(myself);
    },
  };
}

/** `myself: null` without an error is how GraphQL answers somebody it does not know. */
export function signedIn<T = Myself>(myself: T | null | undefined): T {
  if (myself) return myself;
  throw new AppError('unauthorized', 'RunPod does not know this API key.', {
    remedy: 'Sign in again with a valid key (RunPod console, Settings, API keys).',
    status: 401,
  });
}
