// What a template's arguments say to run: nothing, a command line, or `{"entrypoint":[…],"cmd":[…]}`.
import * as z from 'zod';

const jsonSchema = z.object({
  cmd: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
});

export interface CommandOverride {
  readonly entrypoint?: readonly string[] | undefined;
  readonly cmd?: readonly string[] | undefined;
}

/** Empty when the arguments override nothing. */
export function parseArgs(args: string): CommandOverride {
  const text = args.trim();
  if (text === '') return {};
  const json = jsonOf(text);
  return json ?? { cmd: splitCommand(text) };
}

function jsonOf(text: string): CommandOverride | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return jsonSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Splits as a shell does, quotes and backslashes only. */
export function splitCommand(text: string): string[] {
  const words = text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g);
  return [...words].map(([word]) =>
    word.replace(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
      (_, double?: string, single?: string, escaped?: string) =>
        double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["\\$`])/g, '$1'),
    ),
  );
}
