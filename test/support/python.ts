// A ready Python parser for tests, loaded once per test file from node_modules.
import { createRequire } from 'node:module';
import { createPython, type Python } from '../../src/python/parser';

const require = createRequire(import.meta.url);

export const pythonFiles = {
  runtimeWasm: require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  grammarWasm: require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm'),
};

/** `const python = await testPython();` at the top of a test file. */
export function testPython(): Promise<Python> {
  return createPython(pythonFiles);
}
