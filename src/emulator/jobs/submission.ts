// Reads the body of `/run` and `/runsync`. Anything but malformed JSON, a wrong policy and too many bytes is accepted:
// the platform does not look into `input`, the worker does.
import * as z from 'zod';
import { isRecord, parseJson } from '../../base/json';
import type { Settings } from '../settings';
import type { JobSubmission } from '../store/job';

const week = 7 * 86_400_000;
const bodySchema = z.looseObject({
  input: z.unknown().optional(),
  webhook: z.url({ protocol: /^https?$/ }).optional(),
  s3Config: z.unknown().optional(),
  policy: z
    .looseObject({
      executionTimeout: z.number().min(5_000).max(week).optional(),
      ttl: z.number().min(10_000).max(week).optional(),
      lowPriority: z.boolean().optional(),
    })
    .optional(),
});

type Body = z.infer<typeof bodySchema>;

const maxBytes = { run: 10 * 1024 * 1024, runsync: 20 * 1024 * 1024 };

export interface SubmissionContext {
  readonly kind: 'run' | 'runsync';
  /** Of the endpoint, in ms; 0 when it names none. */
  readonly executionTimeoutMs: number;
  readonly keepMs: number;
  readonly settings: Settings;
}

export type SubmissionResult =
  | { readonly ok: true; readonly submission: JobSubmission }
  | { readonly ok: false; readonly status: 400 | 413; readonly error: string };

export function readSubmission(text: string, context: SubmissionContext): SubmissionResult {
  const { kind, settings } = context;
  const limit = maxBytes[kind];
  if (Buffer.byteLength(text) > limit) {
    return { ok: false, status: 413, error: `The body is larger than ${limit / 1024 / 1024} MB.` };
  }
  const json = parseJson(text);
  if (!json.ok) return { ok: false, status: 400, error: `The body is not valid JSON: ${json.message}.` };
  const parsed: { success: true; data: Body } | { success: false; error: z.ZodError } = isBare(json.value)
    ? { success: true, data: json.value }
    : bodySchema.safeParse(json.value);
  if (!parsed.success) return { ok: false, status: 400, error: wordsFor(parsed.error) };
  const { policy = {}, webhook, s3Config } = parsed.data;
  return {
    ok: true,
    submission: {
      kind,
      ...('input' in parsed.data ? { input: parsed.data.input } : {}),
      webhook,
      s3Config,
      executionTimeoutMs:
        policy.executionTimeout ?? (context.executionTimeoutMs || settings.executionTimeoutMs),
      ttlMs: policy.ttl ?? settings.jobTtlMs,
      lowPriority: policy.lowPriority ?? false,
      keepMs: context.keepMs,
    },
  };
}

/** Nothing of it needs to be looked into: most bodies have an input and no more. */
function isBare(body: unknown): body is { readonly input: unknown } {
  return isRecord(body) && 'input' in body && Object.keys(body).length === 1;
}

function wordsFor(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return path ? `${path}: ${issue?.message}` : 'The body must be a JSON object with the member "input".';
}
