// JSON from outside. A failure names the line and column in words that a person can act on.
import { AppError } from './errors';
import { LineIndex } from './text';

export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  /** `offset` is where the parser gave up, when it said so. */
  | { readonly ok: false; readonly message: string; readonly offset: number | undefined };

/** Parses JSON without throwing. */
export function parseJson(text: string): JsonResult {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const offset = /position (\d+)/.exec(words)?.[1];
    const known = offset !== undefined ? Number(offset) : /end of/i.test(words) ? text.length : undefined;
    return { ok: false, message: plainWords(words), offset: known };
  }
}

/** Parses JSON that a person wrote; throws a `usage` error that names `what` and the line. */
export function parseJsonOrExplain(text: string, what: string): unknown {
  const result = parseJson(text);
  if (result.ok) return result.value;
  const at = result.offset === undefined ? undefined : new LineIndex(text).positionAt(result.offset);
  const where = at ? ` at line ${at.line + 1}, column ${at.character + 1}` : '';
  throw new AppError('usage', `${what} is not valid JSON${where}: ${result.message}.`, {
    remedy: 'Correct the JSON and try again; nothing was sent.',
  });
}

function plainWords(message: string): string {
  return message
    .replace(/^JSON\.parse: /, '')
    .replace(/\s+in JSON at position.*$/s, '')
    .replace(/, "?.*is not valid JSON$/s, '')
    .replace(/\.$/, '');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
