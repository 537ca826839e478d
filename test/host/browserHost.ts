// Runs a test bundle inside the extension host of the browser-served VS Code. The exit code that VS Code reports is
// not to be trusted alone: it is 0 when the extension host dies. Green needs exit 0, no reconnect in the log, and
// (checked by the caller) results that came to their end.
import { format } from 'node:util';
import { openBrowser } from './browser';
import type { HostRun } from './hostRun';
import { serveVsCode } from './serve';

/** @returns undefined when the host ended well, otherwise what went wrong with it. */
export async function runInBrowserHost(options: HostRun): Promise<string | undefined> {
  const served = await serveVsCode({
    extension: { developmentPath: options.developmentPath },
    testsPath: options.testsPath,
    workspace: options.workspace,
    env: options.env,
    preload: options.preload,
    ...(options.settings ? { settings: options.settings } : {}),
    say: options.log,
  });
  try {
    const browser = await openBrowser();
    try {
      const page = await (await browser.newContext()).newPage();
      const ended = new Promise<string | undefined>(resolve => {
        let crashed = false;
        const late = setTimeout(
          () => resolve(`did not end within ${options.limitMs / 1000} s`),
          options.limitMs,
        );
        const log = (_type: string, args: unknown[]) => {
          const line = format(...args);
          if (/\[ExtensionHost\].*\[reconnect\]/.test(line)) crashed = true;
          options.log(line);
        };
        const exit = (code: number) => {
          clearTimeout(late);
          if (crashed) resolve('the extension host died');
          else resolve(code === 0 ? undefined : `the extension host ended with ${code}`);
        };
        void page.exposeFunction('codeAutomationLog', log);
        void page.exposeFunction('codeAutomationExit', exit);
        page.on('crash', () => resolve('the browser page crashed'));
      });
      await page.goto(served.url);
      return await ended;
    } finally {
      await browser.close();
    }
  } finally {
    await served.stop();
  }
}
