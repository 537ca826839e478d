// `npm run package`: the VSIX, from production bundles made for it now, so that it holds what the sources say and
// not what an earlier build left in dist/.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../support/tree';
import { run } from './processes';

/** Named in `.vscodeignore`, too. */
const shippedReadme = '.cache/package/README.md';

export async function main(): Promise<void> {
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  console.log(await packageVsix(join(root, `${name}-${version}.vsix`)));
}

/** Builds for production and packages. Answers with the path of the VSIX. */
export async function packageVsix(vsix = join(root, '.cache/package/extension.vsix')): Promise<string> {
  await mkdir(dirname(vsix), { recursive: true });
  await rm(join(root, 'dist/webview'), { recursive: true, force: true });
  await run(process.execPath, [join(root, 'esbuild.mjs'), '--production'], { cwd: root });
  await mkdir(join(root, dirname(shippedReadme)), { recursive: true });
  await writeFile(join(root, shippedReadme), withoutImages(await readFile(join(root, 'README.md'), 'utf8')));
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const flags = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  const args = ['package', ...flags, '--readme-path', shippedReadme, '--out', vsix];
  await run(process.execPath, [vsce, ...args], { cwd: root });
  return vsix;
}

/** Screenshots are not shipped, so the README that is shipped does not point at them. */
export function withoutImages(markdown: string): string {
  return markdown
    .replace(/<picture>[\s\S]*?<\/picture>\n?/g, '')
    .replace(/<img\b[^>]*>\n?/g, '')
    .replace(/!\[[^\]]*\]\([^)]*\)\n?/g, '');
}
