// Bundles: the extension, the command line, Local RunPod, and one per panel. Each is a file of its own, so that
// activation pays for nothing it does not use. `--watch` rebuilds on change, `--production` minifies.
import { copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context, transform } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const production = process.argv.includes('--production');
const exists = path =>
  stat(join(root, path)).then(
    () => true,
    () => false,
  );

/** Shared by all bundles that run in Node. */
const node = {
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  absWorkingDir: root,
  // Without `module` first, graphql comes in whole: 276 KB instead of 52 KB.
  mainFields: ['module', 'main'],
  loader: { '.md': 'text' },
  // The ESM entry of web-tree-sitter needs import.meta.url, which a CJS bundle does not have.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
};

/** Of undici the command line uses its fetch behind a proxy; mocks, caches and sockets stay at home (200 KB). */
const slimUndici = {
  name: 'slim-undici',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'slim' }));
    onLoad({ filter: /.*/, namespace: 'slim' }, () => ({
      contents: `
        // As its own index does: a proxy's tunnel is a call of this.
        Object.assign(require('undici/lib/dispatcher/dispatcher').prototype, require('undici/lib/api'));
        exports.EnvHttpProxyAgent = require('undici/lib/dispatcher/env-http-proxy-agent');
        exports.fetch = require('undici/lib/web/fetch').fetch;`,
      resolveDir: root,
    }));
  },
};

/** What VS Code loads at activation is small: everything behind an `import()` is a chunk of its own. */
const extension = {
  ...node,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  external: ['vscode'],
  format: 'esm',
  splitting: true,
  chunkNames: 'extension/[name]-[hash]',
  sourcemap: production ? false : 'inline',
  // Names and spaces are shortened in the second pass.
  minify: false,
  write: false,
  plugins: [{ name: 'common-js', setup: ({ onEnd }) => onEnd(writeCommonJs) }],
};

/** esbuild splits ES modules only, and VS Code loads CommonJS: so each chunk is translated by itself. */
async function writeCommonJs({ outputFiles = [] }) {
  await rm(join(root, 'dist/extension'), { recursive: true, force: true });
  await mkdir(join(root, 'dist/extension'), { recursive: true });
  for (const { path, text } of outputFiles) {
    const { minify, sourcemap } = { minify: production, sourcemap: production ? false : 'inline' };
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: node.target,
      minify,
      sourcemap,
    });
    await writeFile(path, code);
  }
}

async function entries() {
  const list = [];
  const add = async (entryPoint, outfile, options = {}) => {
    if (await exists(entryPoint)) list.push({ ...node, entryPoints: [entryPoint], outfile, ...options });
  };
  if (await exists('src/extension.ts')) list.push(extension);
  await add('src/cli.ts', 'dist/cli.js', {
    banner: { js: '#!/usr/bin/env node' },
    plugins: [slimUndici],
  });
  await add('src/emulatorMain.ts', 'dist/emulator.js');
  list.push(await panels());
  return list;
}

/** Each is one script and one style, which its page holds in itself; `controls` stands in all of them. */
async function panels() {
  const entryPoints = {};
  for (const panel of await readdir(join(root, 'webview'), { withFileTypes: true })) {
    const main = `webview/${panel.name}/main.ts`;
    if (panel.isDirectory() && (await exists(main))) entryPoints[panel.name] = main;
  }
  return {
    entryPoints,
    outdir: 'dist/webview',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    bundle: true,
    minify: production,
    logLevel: 'warning',
    absWorkingDir: root,
    loader: { '.ttf': 'file' },
  };
}

/** Files that are read beside the bundles at run time. */
async function copyAssets() {
  await mkdir(join(root, 'dist'), { recursive: true });
  // Chunks of earlier builds have other names.
  await rm(join(root, 'dist/webview'), { recursive: true, force: true });
  const treeSitter = dirname(require.resolve('web-tree-sitter'));
  await copyFile(join(treeSitter, 'web-tree-sitter.wasm'), join(root, 'dist/web-tree-sitter.wasm'));
  const grammars = dirname(require.resolve('@vscode/tree-sitter-wasm/package.json'));
  await copyFile(join(grammars, 'wasm/tree-sitter-python.wasm'), join(root, 'dist/tree-sitter-python.wasm'));
  // What `check --import` runs in the worker's environment.
  await mkdir(join(root, 'dist/python'), { recursive: true });
  await copyFile(
    join(root, 'src/flows/checkImport/importProbe.py'),
    join(root, 'dist/python/importProbe.py'),
  );
  // The page of each rule, opened by "Explain".
  await mkdir(join(root, 'dist/rules'), { recursive: true });
  for (const rule of await readdir(join(root, 'src/rules'), { withFileTypes: true })) {
    const page = `src/rules/${rule.name}/doc.md`;
    if (rule.isDirectory() && (await exists(page))) {
      await copyFile(join(root, page), join(root, `dist/rules/${rule.name}.md`));
    }
  }
}

await copyAssets();
const configs = await entries();
if (process.argv.includes('--watch')) {
  for (const config of configs) await (await context({ ...config, logLevel: 'info' })).watch();
} else {
  const results = await Promise.all(configs.map(config => build({ ...config, metafile: true })));
  if (process.argv.includes('--meta')) {
    const outputs = Object.assign({}, ...results.map(result => result.metafile.outputs));
    await writeFile(join(root, 'dist/meta.json'), JSON.stringify(outputs, null, 2));
  }
}
