// The page of a panel in a real browser, without VS Code around it: its bundle under the panel's own content security
// policy, talking to a host in the test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { root } from './tree';

export interface PanelPage {
  readonly page: Page;
  /** What the content security policy stopped. */
  readonly violations: string[];
  readonly send: Send;
}

/** What a page loads. */
export interface PanelBundle {
  readonly style: string;
  /** In order: the panel's own, and the one that defines the controls. */
  readonly scripts: readonly string[];
}

/** Of the panel in `webview/<name>`. */
export async function panelBundle(name: string): Promise<PanelBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'panel-page-'));
  try {
    await build({
      entryPoints: [name, 'controls'].map(entry => ({
        in: join(root, `webview/${entry}/main.ts`),
        out: entry,
      })),
      outdir: folder,
      bundle: true,
      format: 'iife',
      target: 'es2022',
      loader: { '.ttf': 'empty' },
      logLevel: 'silent',
    });
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    const scripts = [name, 'controls'].map(entry => read(`${entry}.js`).replaceAll('<!--', '<\\!--'));
    return { style: read(`${name}.css`), scripts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Send = (message: unknown) => void;

/** Each message of the page goes to `receive`, with what answers it. */
export async function openPanelPage(
  browser: Browser,
  { style, scripts }: PanelBundle,
  receive: (message: unknown, send: Send) => void,
): Promise<PanelPage> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  const violations: string[] = [];
  page.on(
    'console',
    line => /(?:script|img|media|default)-src/.test(line.text()) && violations.push(line.text()),
  );
  const send = (message: unknown) =>
    void page.evaluate(data => window.postMessage(data, '*'), message).catch(() => undefined);
  await page.exposeFunction('toHost', (message: unknown) => receive(message, send));
  const policy =
    "default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'; img-src data: blob:; media-src blob:";
  const stub =
    'window.acquireVsCodeApi = () => ({ postMessage: m => void window.toHost(m), getState: () => undefined, setState() {} });';
  await page.setContent(
    `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${policy}"><style nonce="n">${style}</style><body>${[stub, ...scripts].map(script => `<script nonce="n">${script}</script>`).join('')}`,
  );
  return { page, violations, send };
}
