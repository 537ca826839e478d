// Reads a reply's body without trusting it: bounded in size, decoded as UTF-8, then parsed by a schema.
import type * as z from 'zod';
import { AppError } from '../base/errors';
import { parseJson } from '../base/json';
import { quote } from './failures';

/** Job outputs may be 20 MB (runsync); nothing else comes near. */
const maxBodyBytes = 32 * 1024 * 1024;

/** The body as text. Throws `remote` when it is larger than any reply should be. */
export async function readText(reply: Response, maxBytes = maxBodyBytes): Promise<string> {
  if (!reply.body) return '';
  const reader = reply.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw new AppError('remote', `The reply is larger than ${Math.round(maxBytes / 1024 / 1024)} MB.`, {
        remedy: 'Let the handler upload large results and return their address.',
      });
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Parses a successful reply's text; throws `remote` naming `subject` when it is not what the platform promises. */
export function parseBody<T>(schema: z.ZodType<T>, text: string, subject: string): T {
  const json = parseJson(text);
  if (!json.ok) {
    const start = quote(text.slice(0, 80));
    throw unreadable(subject, start === undefined ? 'it is empty' : `it begins with "${start}"`);
  }
  return parseValue(schema, json.value, subject);
}

export function parseValue<T>(schema: z.ZodType<T>, value: unknown, subject: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw unreadable(subject, `${issue?.path.join('.') || 'its top level'}: ${issue?.message ?? 'unexpected'}`);
}

function unreadable(subject: string, why: string): AppError {
  return new AppError('remote', `The reply for ${subject} cannot be read: ${why}.`, {
    remedy:
      'A proxy or login page may stand in between; otherwise the API has changed and this tool needs an update.',
  });
}
