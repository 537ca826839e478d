// What a person does in VS Code, as functions over the page of a served one. Selectors are VS Code's own classes as
// of 1.139; every function waits for what it needs and nothing sleeps.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { root } from '../../support/tree';

const screenshots = join(root, '.cache/screenshots');

export class Workbench {
  private shots = 0;

  constructor(
    readonly page: Page,
    private readonly folder = screenshots,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Waits for the workbench, with the extension known to it. */
  async ready(): Promise<void> {
    await this.page.locator('.activitybar .action-item a[aria-label^="RunPod"]').waitFor();
  }

  /** Runs a command as the palette shows it, such as `RunPod: Show Log`. */
  async command(title: string): Promise<void> {
    await this.askPalette(title);
    await this.page.keyboard.press('Enter');
  }

  /** The titles the palette offers for these words. */
  async palette(words: string): Promise<string[]> {
    await this.askPalette(words);
    return this.choices.locator('.label-name').allTextContents();
  }

  /**
   * The palette lists what is registered when it is asked, and a panel that is just opening may swallow the key, so
   * it is asked anew until the words are there.
   */
  private async askPalette(words: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.page.keyboard.press('F1');
        await this.input.fill(`>${words}`, { timeout: 2_000 });
        return await this.choices.filter({ hasText: words }).first().waitFor({ timeout: 2_000 });
      } catch (error) {
        if (attempt === 5) throw error;
        await this.escape();
      }
    }
  }

  async escape(): Promise<void> {
    await this.page.keyboard.press('Escape');
  }

  get choices(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  /** Chooses a row of the open quick pick. */
  async pick(text: string): Promise<void> {
    await this.choices.filter({ hasText: text }).first().click();
  }

  /** The same by keyboard: types until the row is the first one, then Enter. */
  async type(row: string): Promise<void> {
    await this.choices.filter({ hasText: row }).first().waitFor();
    await this.input.fill(row);
    await this.page
      .locator('.quick-input-widget:visible .monaco-list-row.focused', { hasText: row })
      .waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The text field of the open quick pick or input box. */
  get input(): Locator {
    return this.page.locator('.quick-input-widget:visible input');
  }

  /** Answers VS Code's own folder dialog with the folder above the one it begins in, by what is `inside` that. */
  async chooseParentFolder(inside: string): Promise<void> {
    // By its label alone: rows are used again, and keep what they had elsewhere.
    const above = this.page.locator('.label-name', { hasText: /^\.\.$/ });
    await this.choices.filter({ has: above }).click();
    await this.choices.filter({ hasText: inside }).waitFor();
    await this.page.locator('.quick-input-widget:visible .quick-input-action .monaco-button').first().click();
  }

  /** Answers the input box that asks this; a dialog that is still closing has an input of its own. */
  async answer(question: string, text: string): Promise<void> {
    await this.inputMessage.filter({ hasText: question }).waitFor();
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** What the open input box says below the text. */
  get inputMessage(): Locator {
    return this.page.locator('.quick-input-message');
  }

  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.input.fill(name);
    await this.choices.filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(name).waitFor();
    await this.focusEditor();
  }

  private async focusEditor(): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await this.page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
  }

  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    await this.input.fill(`:${line}`);
    await this.page.keyboard.press('Enter');
  }

  tab(title: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: title });
  }

  /** Shows a view container by its name in the activity bar. */
  async sidebar(title: string): Promise<void> {
    const action = this.page.locator(`.activitybar .action-item a[aria-label^="${title}"]`);
    await action.waitFor();
    const shown = this.page.locator('.sidebar .composite.title', { hasText: new RegExp(title, 'i') });
    if (!(await shown.isVisible())) await action.click();
    await shown.waitFor();
  }

  get treeRows(): Locator {
    return this.page.locator('.tree-explorer-viewlet-tree-view .monaco-list-row');
  }

  treeRow(text: string | RegExp): Locator {
    return this.treeRows.filter({ hasText: text }).first();
  }

  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'false')
      await row.locator('.monaco-tl-twistie').click();
  }

  /** Clicks the icon that appears when the pointer is over a row. */
  async inlineAction(row: Locator, title: string): Promise<void> {
    await row.hover();
    await row.locator(`.action-label[aria-label^="${title}"]`).click();
  }

  /** A button in the welcome text of an empty view. */
  sidebarButton(text: string): Locator {
    return this.page.locator('.welcome-view .monaco-button', { hasText: text });
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Presses a button of a toast. */
  async toastButton(text: string | RegExp, button: string): Promise<void> {
    await this.toast(text).hover();
    await this.toast(text).locator('.monaco-button', { hasText: button }).click();
  }

  /** Waits until VS Code has said it: in a toast, or, where it withheld one among many, in its list of notifications. */
  async said(text: string | RegExp): Promise<void> {
    const isToast = await this.toast(text)
      .waitFor({ timeout: 5_000 })
      .then(
        () => true,
        () => false,
      );
    if (isToast) return;
    await this.command('Notifications: Show Notifications');
    await this.page.locator('.notifications-center .notification-list-item', { hasText: text }).waitFor();
  }

  /** Waits for a message and presses a button of it, wherever VS Code shows it. */
  async press(text: string | RegExp, button: string): Promise<void> {
    await this.said(text);
    const message = this.page.locator('.notification-list-item:visible', { hasText: text }).first();
    await message.hover();
    await message.locator('.monaco-button', { hasText: button }).click();
  }

  async dismissToasts(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: text });
  }

  async dialogButton(text: string | RegExp, button: string): Promise<void> {
    await this.dialog(text).locator('.monaco-button', { hasText: button }).click();
  }

  /** The diff editor in front. */
  get diff(): Locator {
    return this.page.locator('.monaco-diff-editor').first();
  }

  /** Types over every occurrence in the file in front, and over nothing else. */
  async replaceAll(what: string, text: string): Promise<void> {
    await this.page.keyboard.press('Control+h');
    const widget = this.page.locator('.find-widget.visible');
    await widget.locator('.find-part textarea').fill(what);
    await widget.locator('.replace-part textarea').fill(text);
    await this.page.keyboard.press('Control+Alt+Enter');
    await this.escape();
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  /** The word in the editor's text. */
  word(text: string): Locator {
    return this.page.locator('.editor-instance .view-line span span', { hasText: text }).first();
  }

  async hover(word: string): Promise<void> {
    await this.word(word).hover();
  }

  hoverText(text: string | RegExp): Locator {
    return this.page.locator('.monaco-hover:visible', { hasText: text }).first();
  }

  /** Puts the cursor on a word and takes an offer of the light bulb. */
  async quickFix(word: string, fix: string): Promise<void> {
    const offer = this.page.locator('.action-widget .monaco-list-row', { hasText: fix });
    // A hover that opens under the pointer can take the first click: then one tries again, as a person does.
    for (let tries = 0; tries < 4 && !(await offer.isVisible()); tries++) {
      await this.escape();
      await this.word(word).click();
      await this.page.keyboard.press('Control+.');
      await offer.waitFor({ timeout: 5_000 }).catch(() => undefined);
    }
    await offer.click();
  }

  squiggles(severity: 'error' | 'warning' | 'info'): Locator {
    return this.page.locator(`.squiggly-${severity}`);
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** The text of the editor in front, as far as it is on the screen. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-instance .view-lines').last().locator('.view-line');
    // VS Code recycles the elements of lines; only where they stand tells their order.
    const text = await lines.evaluateAll(all =>
      all
        .map(line => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(line => line.text)
        .join('\n'),
    );
    return text.replaceAll('\u00a0', ' ');
  }

  /** The whole text of the editor in front, on the screen or not, by way of the clipboard. */
  async copyAll(): Promise<string> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+c');
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The document inside the webview in front. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  }

  /** A numbered picture of a step. */
  async shot(name: string): Promise<void> {
    this.shots++;
    await this.picture(`${String(this.shots).padStart(2, '0')}-${name}`);
  }

  async picture(name: string): Promise<void> {
    // Playwright scrolls what it clicks into view, also containers that no person could scroll.
    await this.page.evaluate(() => {
      for (const part of document.querySelectorAll('*:has(.part)')) part.scrollTo(0, 0);
    });
    await this.page.screenshot({ path: join(this.folder, `${name}.png`), animations: 'disabled' });
  }
}
