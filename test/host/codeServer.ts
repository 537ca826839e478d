// The VS Code that can be had from npm alone: code-server's build of the real workbench and extension host, run by
// Node 24. Of its native modules only @vscode/spdlog is compiled (output channels write through it); where there is
// no compiler, a stand-in of a few lines of JavaScript takes its place.
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { npm } from './processes';
import { spdlogStandIn } from './spdlogStandIn';
import { cachedTool } from './toolCache';

const nodeVersion = '24.21.0';
const codeServerVersion = '4.139.1';

export interface CodeServer {
  /** The Node 24 that runs it. */
  readonly node: string;
  /** `server-main.js`, the bare VS Code server without code-server's wrapper. */
  readonly main: string;
}

/** True where code-server exists at all; it has no build for Windows. */
export function codeServerExistsHere(): boolean {
  return ['linux', 'darwin'].includes(process.platform) && ['x64', 'arm64'].includes(process.arch);
}

/** Fetched on first use (about 50 s), then taken from the tool cache. */
export async function codeServer(say: (line: string) => void = () => undefined): Promise<CodeServer> {
  const node = await node24(say);
  const key = `code-server-${codeServerVersion}-${process.platform}-${process.arch}`;
  const folder = await cachedTool({
    key,
    fill: async target => {
      say(`Fetching VS Code (code-server ${codeServerVersion}) into the tool cache, once …`);
      await install(target, `code-server@${codeServerVersion}`);
      await completeServer(join(target, serverPath), node, say);
    },
  });
  return { node: join(node, 'bin/node'), main: join(folder, serverPath, 'out/server-main.js') };
}

const serverPath = 'node_modules/code-server/lib/vscode';

async function node24(say: (line: string) => void): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await cachedTool({
    key: `${name}-${nodeVersion}`,
    fill: async target => {
      say(`Fetching Node ${nodeVersion} into the tool cache, once …`);
      await install(target, `${name}@${nodeVersion}`);
    },
  });
  return join(folder, 'node_modules', name);
}

async function install(prefix: string, spec: string): Promise<void> {
  await writeFile(join(prefix, 'package.json'), '{"private":true}\n');
  await npm(['install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', spec]);
}

/** The package ships VS Code without its dependencies; `npm ci` fails there (the shrinkwrap is out of step). */
async function completeServer(server: string, node: string, say: (line: string) => void): Promise<void> {
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(['install', ...flags], { cwd: server });
  await npm(['install', ...flags], { cwd: join(server, 'extensions') });
  try {
    const path = `${join(node, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
    await npm(['rebuild', '@vscode/spdlog'], { cwd: server, env: { PATH: path, npm_config_nodedir: node } });
    const built = join(server, 'node_modules/@vscode/spdlog/build/Release');
    if (!existsSync(built) || !(await readdir(built)).some(name => name.endsWith('.node'))) {
      throw new Error('the build produced no binary');
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    say(`@vscode/spdlog could not be compiled (${reason}); using the JavaScript stand-in for its log files.`);
    await writeFile(join(server, 'node_modules/@vscode/spdlog/index.js'), spdlogStandIn);
  }
}
