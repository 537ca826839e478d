// The power rule: each power over the outside world has one seam, so that each can be faked.
import { describe, expect, it } from 'vitest';
import { codeOf, importsOf, sourceFiles } from '../support/tree';

const files = sourceFiles().map(file => ({ ...file, code: codeOf(file.text), imports: importsOf(file) }));

function offenders(holds: (file: (typeof files)[number]) => boolean, mayHold: RegExp): string[] {
  return files.filter(file => holds(file) && !mayHold.test(file.path)).map(file => file.path);
}

describe('powers', () => {
  it('knows VS Code only in editor/ and the extension door', () => {
    expect(offenders(file => file.imports.includes('vscode'), /^src\/(editor\/|extension\.ts$)/)).toEqual([]);
  });

  it('fetches only in api/http.ts', () => {
    expect(offenders(file => /(^|[^.\w])fetch\s*\(/.test(file.code), /^src\/api\/http\.ts$/)).toEqual([]);
  });

  it('starts processes only in image/, emulator/ and one adapter', () => {
    const starts = (file: (typeof files)[number]) =>
      file.imports.some(name => /^(node:)?child_process$/.test(name));
    expect(offenders(starts, /^src\/(image|emulator)\/|^src\/flows\/adapters\/processes\.ts$/)).toEqual([]);
  });

  it('tells the time only through base/clock.ts', () => {
    const pattern =
      /\bDate\.now\s*\(|\bnew Date\(\s*\)|(^|[^.\w])(setTimeout|setInterval)\s*\(|performance\.now/;
    expect(offenders(file => pattern.test(file.code), /^src\/base\/clock\.ts$/)).toEqual([]);
  });

  it('keeps no mutable state at the top level of a module', () => {
    expect(offenders(file => /^(export\s+)?(let|var)\s/m.test(file.code), /^$/)).toEqual([]);
  });

  it('lets api and emulator meet only in wire', () => {
    const meets = (file: (typeof files)[number]) =>
      (file.path.startsWith('src/api/') && file.imports.some(name => name.startsWith('src/emulator/'))) ||
      (file.path.startsWith('src/emulator/') && file.imports.some(name => name.startsWith('src/api/')));
    expect(offenders(meets, /^$/)).toEqual([]);
  });
});
