// How REST v2 says no: application/problem+json with title, status and detail, and errors[] for a body that does not fit.
import type { Context } from 'hono';
import { isAppError } from '../../base/errors';

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
} as const;

export type ProblemStatus = keyof typeof titles;

export interface ProblemDetails {
  readonly detail: string;
  readonly errors?: readonly string[];
}

/** Thrown anywhere below a route; the plane turns it into the answer. */
export class Refusal extends Error {
  constructor(
    readonly status: ProblemStatus,
    readonly details: ProblemDetails,
  ) {
    super(details.detail);
  }
}

export function notFound(): Refusal {
  return new Refusal(404, { detail: 'resource not found' });
}

export function invalid(...errors: string[]): Refusal {
  return new Refusal(422, { detail: 'Request validation failed.', errors });
}

export function badRequest(detail: string): Refusal {
  return new Refusal(400, { detail });
}

/** The answer for what a route threw, or undefined when it is our own mistake. */
export function answerFor(c: Context, error: unknown): Response | undefined {
  if (error instanceof Refusal) return problem(c, error.status, error.details);
  if (isAppError(error)) return problem(c, 400, { detail: error.message });
  return undefined;
}

export function problem(c: Context, status: ProblemStatus, { detail, errors }: ProblemDetails): Response {
  const body = { title: titles[status], status, detail, ...(errors ? { errors } : {}) };
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}
