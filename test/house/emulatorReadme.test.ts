// The README of Local RunPod says what it does differently, and which test proves each: the tests must be there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/tree';

const readme = readFileSync(join(root, 'src/emulator/README.md'), 'utf8');
const table = /\| RunPod \| Local RunPod \| test \|\n.*\n([\s\S]*?)\n\n/.exec(readme)?.[1] ?? '';
const rows = table.split('\n').map(row => row.split(' | '));

interface Proof {
  readonly file: string;
  readonly title: string;
}

/** `file: title` in the unit tests, `contract: file: title` in the others; several with a semicolon between them. */
function proofsOf(cell: string): readonly Proof[] {
  return cell
    .replace(/\s*\|\s*$/, '')
    .split(/;\s*/)
    .map(told => {
      const [, kind, file, title = ''] = /^(contract: )?(\w+)(?:: (.*))?$/.exec(told.trim()) ?? [];
      return { file: `test/${kind ? 'contract' : 'unit'}/emulator/${file}.test.ts`, title };
    });
}

/** The titles of all suites and tests, and of each test after that of the suite before it. */
function titlesOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/\b(?:describe|it)(?:\.each\([^)]*\))?\(\s*(['"`])(.*?)\1,/g)]
    .map(([, , title]) => title)
    .join('\n');
}

describe('the table of differences', () => {
  it('has rows of three cells', () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(row => row.length !== 3)).toEqual([]);
  });

  it.each(rows.map(([difference = '', , proof = '']) => [difference.replace(/^\| /, ''), proof]))(
    'names tests that exist: %s',
    (_, proof) => {
      for (const { file, title } of proofsOf(proof)) {
        expect(existsSync(join(root, file)), file).toBe(true);
        expect(title).not.toBe('');
        expect(titlesOf(file), file).toContain(title);
      }
    },
  );
});
