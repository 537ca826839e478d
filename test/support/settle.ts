// Keeps generated parts of committed files true: compares, and where they differ writes the file and says so, so that
// running the house tests twice settles them. In CI nothing is written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from './tree';

/** Fails when `path` (from the root) does not read `text`; outside CI it is updated first. */
export function settle(path: string, text: string): void {
  const full = join(root, path);
  const found = existsSync(full) ? readFileSync(full, 'utf8') : '';
  if (found === text) return;
  if (!process.env.CI) writeFileSync(full, text);
  expect(found, `${path} was not up to date; updated, please commit`).toBe(text);
}

/** The text of `path` with what stands between `<!-- name -->` and `<!-- /name -->` replaced. */
export function withPart(text: string, name: string, part: string): string {
  const marked = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n?<!-- /${name} -->)`);
  if (!marked.test(text)) throw new Error(`The markers <!-- ${name} --> … <!-- /${name} --> are missing.`);
  return text.replace(
    marked,
    (_all, before: string, after: string) => `${before}${part}\n${after.trimStart()}`,
  );
}
