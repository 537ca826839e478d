// The first step of `npm start` and `npm test`, in plain Node: installs the npm packages when they are missing, then
// runs `main` of the TypeScript file named on the command line. Nothing but Node and npm is needed before it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [script, ...rest] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Node 20 or newer is needed; this is ${process.version}.`);
if (script === undefined) fail('usage: node test/host/bootstrap.mjs SCRIPT.ts [ARGUMENTS]');

const missing = missingPackages();
if (missing !== undefined) install(missing);

process.argv = [process.argv[0], resolve(root, script), ...rest];
process.chdir(root);
await import(import.meta.resolve('tsx', import.meta.url));
// The files are CommonJS in the eyes of Node, whose named exports it does not always see.
const loaded = await import(pathToFileURL(resolve(root, script)).href);
const main = loaded.main ?? loaded.default.main;
try {
  await main();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

/** npm writes `.package-lock.json` last, so that an interrupted install is seen as none. */
function missingPackages() {
  const modules = join(root, 'node_modules');
  if (!existsSync(join(modules, '.package-lock.json'))) return 'no complete node_modules';
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return names.find(name => !existsSync(join(modules, name, 'package.json')));
}

function install(reason) {
  console.log(`Installing the npm packages (${reason}) …`);
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell,
  });
  if (status !== 0) fail('npm ci failed; the reason is above.');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
