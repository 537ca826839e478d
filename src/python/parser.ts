// Source text to Module, over web-tree-sitter. It never throws: broken text gives a tree with errors in it, and text
// the parser cannot take at all gives an empty tree that is one error.
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { LineIndex } from '../base/text';
import { Module } from './module';
import { Node, type Source } from './node';

export interface Python {
  /** Never throws. Asking twice for the same text gives the same Module. */
  parse(text: string): Module;
}

export interface PythonFiles {
  /** Absolute path of web-tree-sitter.wasm. */
  readonly runtimeWasm: string;
  /** Absolute path of tree-sitter-python.wasm. */
  readonly grammarWasm: string;
}

/** Texts whose trees are kept: rules, lenses and strategy ask for the same file within one keystroke. */
const keptModules = 32;

/** Loads the parser once. Throws when the wasm files are not there: an installation fault. */
export async function createPython(files: PythonFiles): Promise<Python> {
  await Parser.init({ locateFile: () => files.runtimeWasm });
  const language = await Language.load(files.grammarWasm);
  const parser = new Parser();
  parser.setLanguage(language);
  const grammar = readGrammar(language);
  const kept = new Map<string, Module>();
  return {
    parse(text) {
      const known = kept.get(text);
      kept.delete(text);
      const module = known ?? new Module(readTree(text, parser, grammar));
      kept.set(text, module);
      for (const oldest of kept.keys()) {
        if (kept.size <= keptModules) break;
        kept.delete(oldest);
      }
      return module;
    },
  };
}

interface Grammar {
  readonly types: readonly string[];
  readonly named: readonly boolean[];
  readonly fields: readonly (string | undefined)[];
}

/** Names by id, read once: asking the parser for a name per node costs more than the walk. */
function readGrammar(language: Language): Grammar {
  const ids = Array.from({ length: language.nodeTypeCount }, (_, id) => id);
  return {
    types: ids.map(id => language.nodeTypeForId(id) ?? ''),
    named: ids.map(id => language.nodeTypeIsNamed(id)),
    fields: Array.from(
      { length: language.fieldCount + 1 },
      (_, id) => language.fieldNameForId(id) ?? undefined,
    ),
  };
}

function readTree(text: string, parser: Parser, grammar: Grammar): Node {
  const source: Source = { lines: new LineIndex(text), nodes: [] };
  let tree: Tree | null = null;
  try {
    tree = parser.parse(text);
    if (tree) return copyTree(tree, grammar, source);
  } catch {
    source.nodes.length = 0;
  } finally {
    tree?.delete();
  }
  return unreadable(source);
}

function copyTree(tree: Tree, grammar: Grammar, source: Source): Node {
  const cursor = tree.walk();
  const open: Node[] = [];
  const take = () => {
    const type = cursor.nodeTypeId;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    const parent = open.at(-1);
    const node = new Node(
      {
        type: grammar.types[type] ?? 'ERROR',
        named: grammar.named[type] ?? true,
        missing: start === end && cursor.nodeIsMissing,
        start,
        end,
        field: grammar.fields[cursor.currentFieldId],
        parent,
      },
      source,
    );
    source.nodes.push(node);
    parent?.children.push(node);
    open.push(node);
    return node;
  };
  const close = () => {
    const done = open.pop();
    if (done) done.last = source.nodes.length - 1;
  };
  const root = take();
  for (;;) {
    if (cursor.gotoFirstChild()) {
      take();
      continue;
    }
    close();
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete();
        return root;
      }
      close();
    }
    take();
  }
}

function unreadable(source: Source): Node {
  const end = source.lines.text.length;
  const facts = { named: true, missing: false, start: 0, end, field: undefined };
  const root = new Node({ ...facts, type: 'module', parent: undefined }, source);
  source.nodes.push(root);
  const error = new Node({ ...facts, type: 'ERROR', parent: root }, source);
  source.nodes.push(error);
  root.children.push(error);
  root.last = error.index;
  return root;
}
