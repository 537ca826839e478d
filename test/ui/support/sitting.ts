// One sitting at a served VS Code, as a user has it: the packaged extension installed, a copy of worker-sample open,
// a Local RunPod state folder of its own. Everything it started is gone after `end`.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { openBrowser } from '../../host/browser';
import { stopLocalRunPodOf } from '../../host/leftovers';
import { freshVsix } from '../../host/package';
import { copySample, prepareSamplePython } from '../../host/sampleWorker';
import { type ServedVsCode, serveVsCode } from '../../host/serve';
import { root } from '../../support/tree';
import { Workbench } from './workbench';

/** By VS Code's own names for kinds of theme; the usual one last. */
const themes = {
  vs: 'Default Light Modern',
  'hc-black': 'Default High Contrast',
  'vs-dark': 'Default Dark Modern',
} as const;

export interface SittingOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly screenshots?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly env?: NodeJS.ProcessEnv;
  /** The worker will be run: its Python environment is made beforehand, so that no step waits for pip. */
  readonly python?: true;
  /** As VS Code opens what it does not know: in restricted mode. */
  readonly trust?: 'asked';
  /** A second worker in the same window, `second-sample`. */
  readonly second?: true;
}

export interface Sitting {
  readonly workbench: Workbench;
  readonly workspace: string;
  readonly served: ServedVsCode;
  /** Loads the window anew, as a user does. */
  reload(): Promise<void>;
  /** Writes a setting of the folder, as an editor of `.vscode/settings.json` does; VS Code takes it at once. */
  set(key: string, value: unknown): Promise<void>;
  /** Puts on a theme of this kind. */
  wear(kind: keyof typeof themes): Promise<void>;
  /** The text of one of our log files in VS Code, by the name of its channel. */
  log(channel: string): Promise<string>;
  end(): Promise<void>;
}

export async function sitDown(options: SittingOptions = {}): Promise<Sitting> {
  const home = await mkdtemp(join(tmpdir(), 'runpod-ui-'));
  const workspace = join(home, 'worker-sample');
  const state = join(home, 'state');
  const ends: (() => Promise<unknown>)[] = [
    () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
    () => stopLocalRunPodOf(state),
  ];
  const end = async () => {
    for (const one of ends.splice(0).reverse()) await one();
  };
  try {
    await copySample(workspace);
    const open = options.second ? await twoFolders(home, workspace) : workspace;
    const env = { RUNPOD_WORKER_DEV_STATE: state, XDG_CACHE_HOME: join(root, '.cache/xdg'), ...options.env };
    if (options.python) await prepareSamplePython(workspace, env);
    const served = await serveVsCode({
      extension: { vsix: await freshVsix() },
      workspace: open,
      env,
      trust: options.trust,
      ...(options.settings ? { settings: options.settings } : {}),
    });
    ends.push(() => served.stop());
    const browser = await openBrowser();
    ends.push(() => browser.close());
    const page = await (await openContext(browser, options)).newPage();
    const workbench = new Workbench(page, options.screenshots);
    await page.goto(served.url);
    await workbench.ready();
    return {
      workbench,
      workspace,
      served,
      async reload() {
        const loaded = page.waitForEvent('load');
        await workbench.command('Developer: Reload Window');
        await loaded;
        await workbench.ready();
      },
      set: (key, value) => writeSetting(workspace, key, value),
      async wear(kind) {
        const worn = page.locator(`.monaco-workbench.${kind}`);
        // A window that was just loaded may not watch its settings yet.
        for (let attempt = 1; ; attempt++) {
          await writeSetting(workspace, 'workbench.colorTheme', themes[kind]);
          const isWorn = await worn.waitFor({ timeout: 5_000 }).then(
            () => true,
            () => false,
          );
          if (isWorn) return;
          if (attempt === 4) throw new Error(`The window does not take ${themes[kind]}.`);
        }
      },
      log: name => readLog(served.profile, name),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A window with two worker folders. */
async function twoFolders(home: string, first: string): Promise<string> {
  const second = join(home, 'second-sample');
  await copySample(second);
  const file = join(home, 'both.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: first }, { path: second }] }));
  return file;
}

/** Secrets survive a reload only where a server mints their key, as a hosted VS Code has one. */
async function openContext(browser: Browser, options: SittingOptions): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  await context.addCookies([
    { name: 'vscode-secret-key-path', value: '/mint-key', domain: '127.0.0.1', path: '/' },
  ]);
  await context.route('**/mint-key', route => route.fulfill({ body: Buffer.alloc(32, 7) }));
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}

async function writeSetting(workspace: string, key: string, value: unknown): Promise<void> {
  const file = join(workspace, '.vscode/settings.json');
  const before = await readFile(file, 'utf8').catch(() => '{}');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...JSON.parse(before), [key]: value }, null, 2));
}

async function readLog(profile: string, channel: string): Promise<string> {
  const folder = join(profile, 'data/logs');
  const names = await readdir(folder, { recursive: true });
  const ours = names.filter(name => name.endsWith(`/${channel}.log`)).sort();
  const texts = await Promise.all(ours.map(name => readFile(join(folder, name), 'utf8')));
  return texts.join('');
}
