// An edited file is read from its earlier tree: row by row it is what reading it from the start gives, whatever was
// typed, and the rows are the parser's own nodes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Language, Parser, type Node as ParserNode } from 'web-tree-sitter';
import { Grammar } from '../../../src/python/grammar';
import { Module } from '../../../src/python/module';
import type { Source } from '../../../src/python/source';
import { changeBetween } from '../../../src/python/textChange';
import { TreeReader } from '../../../src/python/treeReader';
import { undefinedNames } from '../../../src/python/undefinedNames';
import { longHandler } from '../../bench/support/generated';
import { randomFrom } from '../../support/damage';
import { pythonFiles } from '../../support/python';
import { root } from '../../support/tree';

await Parser.init({ locateFile: () => pythonFiles.runtimeWasm });
const language = await Language.load(pythonFiles.grammarWasm);
const grammar = new Grammar(language);
const parser = new Parser();
parser.setLanguage(language);
const rounds = Number(process.env.REPARSE_ROUNDS ?? 25);

const folder = join(root, 'test/fixtures/loading');
const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.py'))
  .sort()
  .map(name => readFileSync(join(folder, name), 'utf8'));
const texts = [longHandler(150), longHandler(150).replaceAll('\n', '\r\n'), ...fixtures];

/** What people type, whole and by halves. */
const scraps = [
  ...'\n \t\\()[]{}:=,.#"\'',
  '\n\n',
  '\r\n',
  '    ',
  '"""',
  'f"{',
  '}',
  'x = 1\n',
  'print(x)\n',
  'if x:\n',
  'else:\n',
  'async ',
  'def f(a, *, b=1):\n    return a\n',
  'class A:\n    x: int\n',
  '@decorator\n',
  'try:\n    pass\nexcept:\n    pass\n',
  'import os\n',
  ' not in ',
  'match x:\n    case [a, *_]:\n        pass\n',
  '\u{1F600}',
  'é',
  'lambda: (yield)',
];

function typedInto(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const line = text.indexOf('\n', at) + 1;
  const scrap = scraps[Math.floor(random() * scraps.length)] ?? '';
  const gone = Math.floor(random() * 30);
  const ways = [
    text.slice(0, at) + scrap + text.slice(at),
    text.slice(0, line) + scrap + text.slice(line),
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + text.slice(at + gone),
    text.slice(0, at) + text.slice(at, at + gone) + text.slice(at),
    text.slice(0, line) + text.slice(text.indexOf('\n', line) + 1),
  ];
  return ways[Math.floor(random() * ways.length)] ?? text;
}

function rowsOf({ rows, grammar: names }: Source): string[] {
  return Array.from(rows.kinds, (kind, index) =>
    [
      names.nameOf(kind),
      rows.fields[index],
      rows.missing[index],
      rows.starts[index],
      rows.ends[index],
      rows.parents[index],
      rows.lasts[index],
    ].join(' '),
  );
}

/** Looked for with what is known of the functions of the text before. */
function unboundIn({ root: top }: Source): string[] {
  return undefinedNames(new Module(top)).map(({ name, index }) => `${name} ${index}`);
}

describe('a file that is edited', () => {
  it('is read as if it were read for the first time', { timeout: 600_000 }, () => {
    const random = randomFrom(20_261_121);
    let compared = 0;
    for (const original of texts) {
      const reader = new TreeReader(parser, grammar);
      let text = original;
      reader.read(text);
      for (let round = 0; round < rounds; round++) {
        // Now and then back to the start: most typing begins with a file that parses.
        text = round % 4 === 3 ? original : typedInto(text, random);
        const now = reader.read(text);
        const first = new TreeReader(parser, grammar).read(text);
        if (rowsOf(now).join('\n') !== rowsOf(first).join('\n')) {
          expect({ text, rows: rowsOf(now) }).toEqual({ text, rows: rowsOf(first) });
        }
        expect(unboundIn(now), text).toEqual(unboundIn(first));
        compared++;
      }
    }
    expect(compared).toBe(texts.length * rounds);
  });

  it('keeps every node of the parser', () => {
    for (const text of texts) {
      const tree = parser.parse(text);
      const expected = tree ? nodesOf(tree.rootNode) : [];
      const { rows } = new TreeReader(parser, grammar).read(text);
      const found = Array.from(rows.kinds, (kind, index) =>
        [grammar.nameOf(kind), rows.starts[index], rows.ends[index]].join(' '),
      );
      expect(found).toEqual(expected);
      tree?.delete();
    }
  });
});

function nodesOf(node: ParserNode): string[] {
  const below = node.children.flatMap(child => (child ? nodesOf(child) : []));
  return [[node.type, node.startIndex, node.endIndex].join(' '), ...below];
}

describe('the change between two texts', () => {
  it.each([
    ['', 'a', { start: 0, oldEnd: 0, newEnd: 1 }],
    ['aaa', 'aa', { start: 2, oldEnd: 3, newEnd: 2 }],
    ['ab', 'axb', { start: 1, oldEnd: 1, newEnd: 2 }],
    ['same', 'same', { start: 4, oldEnd: 4, newEnd: 4 }],
    ['a\u{1F600}b', 'a\u{1F601}b', { start: 1, oldEnd: 3, newEnd: 3 }],
    ['a\r\nb', 'a\r\r\nb', { start: 1, oldEnd: 1, newEnd: 2 }],
  ])('of %j and %j', (before, after, change) => {
    const found = changeBetween(before, after);
    expect(found).toEqual(change);
    expect(
      before.slice(0, found.start) + after.slice(found.start, found.newEnd) + before.slice(found.oldEnd),
    ).toBe(after);
  });
});
