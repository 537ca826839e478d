// What the editor promises in one place: errors reach people through one door, services are made in one place, and
// the archived toolkit of the panels is known to one file.
import { describe, expect, it } from 'vitest';
import { codeOf, filesUnder, importsOf } from '../support/tree';

const editor = filesUnder('src/editor', /\.ts$/).map(file => ({ ...file, code: codeOf(file.text) }));
const paths = (files: readonly { readonly path: string }[]) => files.map(file => file.path).sort();

describe('editor', () => {
  it('shows errors and warnings only through report.ts and the prompts', () => {
    const loud = editor.filter(file => /\bshow(Error|Warning)Message\b/.test(file.code));
    expect(paths(loud)).toEqual(['src/editor/adapters/prompts.ts', 'src/editor/report.ts']);
  });

  it('has at most twelve services', () => {
    const services = editor.find(file => file.path === 'src/editor/services.ts')?.text ?? '';
    const fields = /export interface Services \{([\s\S]*?)\n\}/
      .exec(services)?.[1]
      ?.match(/^ {2}readonly /gm);
    expect(fields?.length).toBeGreaterThan(5);
    expect(fields?.length).toBeLessThanOrEqual(12);
  });

  it('loads commands when they are used, never at activation', () => {
    const early = editor
      .filter(file => !/^src\/editor\/(commands|deploy|templates)\//.test(file.path))
      .filter(file =>
        importsOf(file).some(name => /^src\/editor\/commands\/(?!register|table|command$)/.test(name)),
      );
    expect(paths(early)).toEqual([]);
  });

  it('knows the webview toolkit in one file, and of other libraries only a parser of JSON', () => {
    const foreign = filesUnder('webview', /\.ts$/).flatMap(file =>
      importsOf(file)
        .filter(name => !/^(webview|src)\/|^jsonc-parser$/.test(name))
        .map(name => [file.path, name]),
    );
    expect(foreign).toEqual([['webview/controls/main.ts', '@vscode/webview-ui-toolkit']]);
  });
});
