// `npm run package`: the VSIX, from production bundles made for it now, so that it holds what the sources say and
// not what an earlier build left in dist/.
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../support/tree';
import { run } from './processes';

/** Named in `.vscodeignore`, too. */
const shippedReadme = '.cache/package/README.md';

export async function main(): Promise<void> {
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  console.log(await packageVsix(join(root, `${name}-${version}.vsix`)));
}

const testVsix = join(root, '.cache/package/extension.vsix');
/** Everything a package is made of. */
const inputs = [
  ...['src', 'webview', 'media', 'worker-sample', 'package.json', 'package-lock.json', 'esbuild.mjs'],
  ...['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'test/host/package.ts'],
];

/** The package for tests: made anew only when something it is made of is newer. */
export async function freshVsix(): Promise<string> {
  const made = await changedMs(testVsix);
  const changed = await Promise.all(inputs.map(name => newestMs(join(root, name))));
  return made > Math.max(...changed) ? testVsix : packageVsix();
}

/** Of a file, or of a folder with all that is in it; what was deleted shows in its folder. */
async function newestMs(path: string): Promise<number> {
  const below = await readdir(path, { recursive: true }).catch(() => []);
  return Math.max(...(await Promise.all(['', ...below].map(name => changedMs(join(path, name))))));
}

async function changedMs(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** Builds for production and packages. Answers with the path of the VSIX. */
export async function packageVsix(vsix = testVsix): Promise<string> {
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
