// `npm run screenshots`: the README's pictures, taken from the running product, each in a dark and a light theme.
// Names of scenes behind `--` take only those.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stopAllOnSignal } from '../host/processes';
import { root } from '../support/tree';
import { type Sitting, sitDown } from './support/sitting';

const folder = join(root, 'media/screenshots');
const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;
const rolloutMs = 120_000;
const comparisonMs = 600_000;
// A variable of VS Code, not of this file.
const rootTitle = '$' + '{rootName}';

export async function main(): Promise<void> {
  stopAllOnSignal();
  const wanted = process.argv.slice(2);
  if (wanted.length === 0) await rm(folder, { recursive: true, force: true });
  const sitting = await sitDown({
    python: true,
    screenshots: folder,
    size: { width: 1280, height: 780 },
    settings: {
      'runpod.deploy.runtime': 'process',
      'window.title': rootTitle,
      'editor.minimap.enabled': false,
      'editor.stickyScroll.enabled': false,
    },
  });
  try {
    await sitting.workbench.sidebar('RunPod');
    for (const scene of [diagnostics, strategy, compare, jobResult, logs, diagnosis]) {
      if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
      await scene(sitting);
      console.log(`media/screenshots/${scene.name}-{dark,light}.png`);
    }
  } finally {
    await sitting.end();
  }
}

/** A model load in the handler, written to disk before it is opened. */
async function diagnostics(sitting: Sitting): Promise<void> {
  const { workbench, workspace } = sitting;
  const file = join(workspace, 'handler.py');
  const shipped = await readFile(file, 'utf8');
  const slow = '    model = RapidOCR()\n';
  await writeFile(file, shipped.replace('    image.thumbnail(', `${slow}    image.thumbnail(`));
  await workbench.openFile('handler.py');
  await workbench.goToLine(shipped.slice(0, shipped.indexOf('    image.thumbnail(')).split('\n').length);
  const squiggle = workbench.squiggles('warning').first();
  await squiggle.waitFor();
  await bothThemes(sitting, 'diagnostics', async () => {
    await workbench.hover('RapidOCR');
    await workbench.hoverText(/RP103/).waitFor();
  });
  await writeFile(file, shipped);
}

async function strategy(sitting: Sitting): Promise<void> {
  const { workbench } = sitting;
  await workbench.command('View: Close All Editors');
  await workbench.openFile('handler.py');
  await sitting.set('runpod.loadingStrategy', 'lazy');
  await workbench.diff.waitFor();
  await workbench.toast(/Load lazy/).waitFor();
  await bothThemes(sitting, 'strategy');
  await workbench.toastButton(/Load lazy/, 'Discard');
  await sitting.set('runpod.loadingStrategy', 'keep');
}

/** Both variants of the sample, measured for the picture. */
async function compare(sitting: Sitting): Promise<void> {
  const { workbench } = sitting;
  await workbench.command('View: Close All Editors');
  await workbench.openFile('handler.py');
  await workbench.command('RunPod: Compare Loading Strategies');
  await workbench.webview.locator('.verdict .sentence').waitFor({ timeout: comparisonMs });
  await workbench.command('View: Close Other Editors in Group');
  await bothThemes(sitting, 'compare');
}

async function jobResult(sitting: Sitting): Promise<void> {
  const { workbench } = sitting;
  await workbench.command('View: Close All Editors');
  await workbench.command('RunPod: Start Local RunPod');
  await workbench.treeRow('No endpoints yet').waitFor();
  await workbench.inlineAction(workbench.treeRow(/^worker-sample$/), 'Build and Deploy…');
  await workbench.input.waitFor();
  await workbench.page.keyboard.press('Enter');
  await workbench.toast(/Deployed worker-sample/).waitFor({ timeout: rolloutMs });
  await workbench.dismissToasts();
  await workbench.expand(workbench.treeRow(/worker-sample.*worker/));
  await workbench.command('RunPod: Tail Logs');
  await workbench.tab(/Logs/).waitFor();
  await workbench.command('RunPod: Run Test Job…');
  await workbench.pick('test_input.json');
  await workbench.webview.getByRole('status').getByText('Completed').waitFor({ timeout: rolloutMs });
  await workbench.webview.locator('img').first().waitFor();
  await workbench.treeRow(/Queue.*\d done/).waitFor();
  await bothThemes(sitting, 'job');
}

async function logs(sitting: Sitting): Promise<void> {
  await sitting.workbench.tab(/Logs/).click();
  await sitting.workbench.webview
    .getByText(/Finished/)
    .first()
    .waitFor();
  await bothThemes(sitting, 'logs');
}

/** A handler that needs a package which nobody installed: deployed, and asked why. */
async function diagnosis(sitting: Sitting): Promise<void> {
  const { workbench, workspace } = sitting;
  const file = join(workspace, 'handler.py');
  const shipped = await readFile(file, 'utf8');
  await workbench.command('View: Close All Editors');
  await writeFile(file, shipped.replace('import runpod', 'import diffusers\nimport runpod'));
  const deployed = workbench.treeRow(/worker-sample.*worker/);
  // The command is offered only while it does not run.
  if (!(await deployed.isVisible())) await workbench.command('RunPod: Start Local RunPod');
  await workbench.treeRow(/No endpoints yet|worker-sample.*worker/).waitFor();
  await workbench.inlineAction(workbench.treeRow(/^worker-sample$/), 'Build and Deploy…');
  await workbench.input.waitFor();
  await workbench.page.keyboard.press('Enter');
  await workbench.toast(/fails|failed|could not/i).waitFor({ timeout: rolloutMs });
  await workbench.dismissToasts();
  await workbench.command('RunPod: Diagnose Endpoint');
  await workbench.webview
    .getByText(/No module named/)
    .first()
    .waitFor({ timeout: rolloutMs });
  await bothThemes(sitting, 'diagnosis');
  await writeFile(file, shipped);
}

/** Takes the picture in each theme; `pose` brings back what a change of theme closes. */
async function bothThemes(
  sitting: Sitting,
  name: string,
  pose = async () => undefined as unknown,
): Promise<void> {
  const { page } = sitting.workbench;
  for (const [kind, theme] of Object.entries(themes)) {
    await sitting.set('workbench.colorTheme', theme);
    await page.locator(`.monaco-workbench.${kind === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
    await page.mouse.move(600, 5);
    await pose();
    await sitting.workbench.picture(`${name}-${kind}`);
  }
}
