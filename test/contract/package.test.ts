// What users download: small, by allow-list, without source maps, and with everything the extension reads.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import JSZip from 'jszip';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageVsix } from '../host/package';
import { filesUnder, root } from '../support/tree';

const maxVsixBytes = 1.5 * 1024 * 1024;
const shipped = [
  /^extension\.vsixmanifest$|^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/[\w-]+\.(js|wasm)$/,
  /^extension\/dist\/extension\/[\w-]+\.js$/,
  /^extension\/dist\/python\/[\w-]+\.py$/,
  /^extension\/media\/[\w.-]+\.schema\.json$/,
  /^extension\/dist\/rules\/[\w-]+\.md$/,
  /^extension\/dist\/webview\/[\w.-]+\.(js|css|ttf)$/,
  /^extension\/media\/([\w.-]+\.(svg|png)|walkthrough\/[\w.-]+)$/,
  /^extension\/worker-sample\/.+$/,
];

describe('the VSIX', () => {
  let vsix: string;
  let zip: JSZip;
  let files: string[];

  beforeAll(async () => {
    vsix = await packageVsix();
    zip = await JSZip.loadAsync(await readFile(vsix));
    files = Object.keys(zip.files).filter(name => !zip.files[name]?.dir);
  });

  it('is under 1.5 MB', async () => {
    const { size } = await stat(vsix);
    console.log(`VSIX: ${(size / 1024).toFixed(0)} KB`);
    for (const name of await readdir(join(root, 'dist'))) {
      if (!name.endsWith('.js')) continue;
      console.log(`dist/${name}: ${((await stat(join(root, 'dist', name))).size / 1024).toFixed(0)} KB`);
    }
    expect(size).toBeLessThan(maxVsixBytes);
  });

  it('holds nothing that is not on the list', () => {
    expect(files.filter(file => !shipped.some(pattern => pattern.test(file)))).toEqual([]);
    expect(files.filter(file => /\.map$|__pycache__|screenshots/.test(file))).toEqual([]);
  });

  it('holds every bundle, both grammars and the whole sample', () => {
    const sample = filesUnder('worker-sample', /./)
      .map(file => file.path)
      .filter(path => !path.includes('__pycache__'));
    const bundles = ['dist/extension.js', 'dist/cli.js', 'dist/emulator.js'];
    const grammars = ['dist/web-tree-sitter.wasm', 'dist/tree-sitter-python.wasm'];
    const probe = ['dist/python/importProbe.py'];
    const needed = [...bundles, ...grammars, ...probe, ...sample].map(path => `extension/${path}`);
    expect(needed.filter(file => !files.includes(file))).toEqual([]);
  });

  it('ships bundles that point at no source map', async () => {
    for (const file of files.filter(name => name.endsWith('.js'))) {
      expect(await zip.file(file)?.async('string'), file).not.toMatch(/^\/\/# sourceMappingURL=/m);
    }
  });
});
