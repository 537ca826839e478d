// One sitting of a worker developer, from the first command to the last, in a real VS Code with the packaged
// extension, a real browser, Local RunPod and a real worker. The steps build on each other.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sitting, sitDown } from './support/sitting';
import type { Workbench } from './support/workbench';

describe.sequential('a sitting', () => {
  let sitting: Sitting;
  let vscode: Workbench;

  beforeAll(async () => {
    sitting = await sitDown();
    vscode = sitting.workbench;
  });

  afterAll(() => sitting?.end());

  afterEach(async ({ task }) => {
    await vscode.shot(task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase());
  });

  it('finds the commands in the palette', async () => {
    expect(await vscode.palette('RunPod:')).toContain('RunPod: Show Log');
  });

  it('shows the sidebar', async () => {
    await vscode.escape();
    await vscode.sidebar('RunPod');
  });
});
