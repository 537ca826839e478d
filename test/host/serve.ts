// Serves the real VS Code to a browser: workbench and extension host, on a free loopback port, with a profile of its
// own that is gone after `stop`. Two modes, because one flag of the server decides both: as an extension under
// development (tests run inside the extension host; toasts are never shown), or with an installed VSIX (what a user
// has; toasts are shown).
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CodeServer, codeServer } from './codeServer';
import { run, start, stop, tail } from './processes';
import { quietSettings } from './quietSettings';
import { writeUserSettings } from './userSettings';

export interface ServeOptions {
  /** A packaged extension to install, or a folder to load as an extension under development. */
  readonly extension: { readonly vsix: string } | { readonly developmentPath: string };
  /** Only with a `developmentPath`: the CommonJS file whose `run()` the extension host calls. */
  readonly testsPath?: string;
  /** The folder to open, or a `.code-workspace` file. */
  readonly workspace: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Trusted without a question unless `asked`, which begins in restricted mode. */
  readonly trust?: 'asked' | undefined;
  /** Inherited by the extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** A CommonJS file loaded before VS Code; the extension host inherits Node's flags from the server. */
  readonly preload?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Keeps the profile here, across starts; without it a temporary one is made and removed. */
  readonly profile?: string;
  readonly say?: (line: string) => void;
}

export interface ServedVsCode {
  /** Opens the workspace, and in development mode loads the extension and runs the tests. */
  readonly url: string;
  readonly origin: string;
  /** Holds `data/logs/**` and `data/User/settings.json`. */
  readonly profile: string;
  /** What the server printed so far. */
  output(): string;
  stop(): Promise<void>;
}

export async function serveVsCode(options: ServeOptions): Promise<ServedVsCode> {
  const server = await codeServer(options.say);
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'vscode-profile-')));
  const removeProfile = async () => {
    if (options.profile === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await writeUserSettings(join(profile, 'data'), { ...quietSettings, ...options.settings });
    if ('vsix' in options.extension) await installVsix(server, profile, options.extension.vsix);
    const { child, port, output } = await listen(server, profile, options);
    const origin = `http://127.0.0.1:${port}`;
    const end = async () => {
      await stop(child);
      await removeProfile();
    };
    return { url: workbenchUrl(origin, options), origin, profile, output, stop: end };
  } catch (error) {
    await removeProfile();
    throw error;
  }
}

function commonFlags(profile: string): string[] {
  return [
    '--accept-server-license-terms',
    '--server-data-dir',
    profile,
    '--extensions-dir',
    join(profile, 'extensions'),
  ];
}

async function installVsix(server: CodeServer, profile: string, vsix: string): Promise<void> {
  const flags = [...commonFlags(profile), '--install-extension', vsix, '--force'];
  const output = await run(server.node, [server.main, ...flags]);
  if (!/successfully installed/.test(output)) throw new Error(`VS Code did not install ${vsix}:\n${output}`);
}

interface Listening {
  readonly child: ChildProcess;
  readonly port: number;
  readonly output: () => string;
}

/** Starts the server and waits until it names its port. */
function listen(server: CodeServer, profile: string, options: ServeOptions): Promise<Listening> {
  const flags = [
    ...commonFlags(profile),
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--without-connection-token', '--telemetry-level', 'off'],
    ...(options.trust === 'asked' ? [] : ['--disable-workspace-trust']),
    ...('developmentPath' in options.extension ? ['--enable-smoke-test-driver'] : []),
  ];
  const preload = options.preload === undefined ? [] : ['--require', options.preload];
  const child = start(server.node, [...preload, server.main, ...flags], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string) => {
      reject(new Error(`VS Code's server ${why}:\n${tail(output)}`));
      void stop(child);
    };
    const late = setTimeout(() => fail('did not listen within 30 s'), 30_000);
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolve({ child, port: Number(port), output: () => output });
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('exit', code => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });
}

function workbenchUrl(origin: string, options: ServeOptions): string {
  const kind = options.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const folder = `${origin}/?${kind}=${encodeURI(options.workspace)}`;
  if (!('developmentPath' in options.extension)) return folder;
  const remote = origin.replace('http://', 'vscode-remote://');
  const payload = [
    ['skipWelcome', 'true'],
    ['extensionDevelopmentPath', remote + options.extension.developmentPath],
  ];
  if (options.testsPath !== undefined) payload.push(['extensionTestsPath', remote + options.testsPath]);
  return `${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
