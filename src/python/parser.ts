// Source text to Module, over web-tree-sitter. It never throws: broken text gives a tree with errors in it, and text
// the parser cannot take at all gives an empty tree that is one error.
import { Language, Parser } from 'web-tree-sitter';
import { Grammar } from './grammar';
import { Module } from './module';
import { TreeReader } from './treeReader';

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

/** Trees are kept, since rules, lenses and strategy ask for the same file within one keystroke; but not of so many
 *  characters that the versions of a long file pile up while somebody types. */
const keptModules = 32;
const keptCharacters = 300_000;

/** Loads the parser once. Throws when the wasm files are not there: an installation fault. */
export async function createPython(files: PythonFiles): Promise<Python> {
  await Parser.init({ locateFile: () => files.runtimeWasm });
  const language = await Language.load(files.grammarWasm);
  const parser = new Parser();
  parser.setLanguage(language);
  const reader = new TreeReader(parser, new Grammar(language));
  const kept = new Map<string, Module>();
  let characters = 0;
  return {
    parse(text) {
      const known = kept.get(text);
      kept.delete(text);
      const module = known ?? new Module(reader.read(text).root);
      kept.set(text, module);
      characters += known ? 0 : text.length;
      for (const oldest of kept.keys()) {
        if (oldest === text || (kept.size <= keptModules && characters <= keptCharacters)) break;
        kept.delete(oldest);
        characters -= oldest.length;
      }
      return module;
    },
  };
}
