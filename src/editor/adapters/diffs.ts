// Shows what would change and waits for a word. Nothing is written here; closing the diff means no.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { cancelled } from '../../base/errors';
import type { ContextKey } from '../../manifest/when';
import type { TextDocuments } from '../documents/textDocuments';

const reviewing: ContextKey = 'runpod.reviewing';

export interface ReviewedFile {
  /** Absolute path of a real file, or a name such as `template-ocr.yaml`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Review {
  readonly title: string;
  readonly files: readonly ReviewedFile[];
  /** Said beside the diff, such as strings that will no longer be true. */
  readonly notes?: readonly string[];
  /** The button that accepts: a verb and what it acts on. */
  readonly accept: string;
}

export interface Diffs {
  /** Resolves when accepted; throws `cancelled` when rejected or closed. */
  review(review: Review): Promise<void>;
  /** Shows two texts side by side, for reading only. */
  show(file: ReviewedFile & { readonly title: string }): Promise<void>;
  /** Answers the review that is open. */
  answer(verdict: 'apply' | 'discard'): void;
}

export function createDiffs(documents: TextDocuments): Diffs {
  const answers = new Emitter<'apply' | 'discard'>();
  const open = reviewCounter();
  return {
    answer: verdict => answers.fire(verdict),
    async show({ title, path, before, after }) {
      const side = {
        before: documents.put('runpod-before', path, before),
        after: documents.put('runpod-text', path, after),
      };
      await vscode.commands.executeCommand('vscode.diff', side.before, side.after, title, { preview: true });
    },
    async review(review) {
      // A second review replaces the first: only one set of changes can be the one on screen.
      answers.fire('discard');
      const store = new DisposableStore();
      const sides = review.files.map(file => ({
        before: documents.put('runpod-before', file.path, file.before),
        after: documents.put('runpod-preview', file.path, file.after),
      }));
      const previews = new Set(sides.map(side => side.after.toString()));
      store.add(open.begin());
      try {
        // Listening comes first: an answer may come as soon as the tab is there.
        const verdict = await new Promise<'apply' | 'discard'>((resolve, reject) => {
          store.add(answers.event(resolve));
          store.add(onceClosed(previews, () => resolve('discard')));
          showSides(review.title, sides).then(
            () => ask(review).then(resolve, () => resolve('discard')),
            reject,
          );
        });
        if (verdict === 'discard') throw cancelled();
      } finally {
        store.dispose();
        await closeTabs(previews);
        for (const side of sides) for (const uri of [side.before, side.after]) documents.remove(uri);
      }
    },
  };
}

/** Commands that answer a review are offered while there is one; a second begins before the first has ended. */
function reviewCounter(): { begin(): Disposable } {
  const open = new Set<object>();
  const tell = () => vscode.commands.executeCommand('setContext', reviewing, open.size > 0);
  return {
    begin() {
      const one = {};
      open.add(one);
      void tell();
      return {
        dispose() {
          open.delete(one);
          void tell();
        },
      };
    },
  };
}

type Side = { readonly before: vscode.Uri; readonly after: vscode.Uri };

async function showSides(title: string, sides: readonly Side[]): Promise<void> {
  const only = sides.length === 1 ? sides[0] : undefined;
  if (only) {
    await vscode.commands.executeCommand('vscode.diff', only.before, only.after, title, { preview: false });
    return;
  }
  const resources = sides.map(side => [side.after, side.before, side.after]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

/** Asks beside the diff. A dismissed message decides nothing: the buttons above the diff still do. */
async function ask({ title, notes, accept }: Review): Promise<'apply' | 'discard'> {
  const words = [`${title}?`, ...(notes ?? [])].join(' ');
  const pressed = await vscode.window.showInformationMessage(words, accept, 'Discard');
  if (pressed === undefined) return new Promise(() => undefined);
  return pressed === accept ? 'apply' : 'discard';
}

function isOurs({ input }: vscode.Tab, previews: ReadonlySet<string>): boolean {
  return shownBy(input).some(uri => previews.has(uri.toString()));
}

function shownBy(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.modified];
  if (input instanceof vscode.TabInputText) return [input.uri];
  return isMultiDiff(input) ? input.textDiffs.map(diff => diff.modified) : [];
}

/** What `vscode.changes` opens; its class is not part of the API yet. */
function isMultiDiff(input: unknown): input is { readonly textDiffs: readonly vscode.TabInputTextDiff[] } {
  return (
    typeof input === 'object' && input !== null && 'textDiffs' in input && Array.isArray(input.textDiffs)
  );
}

function onceClosed(previews: ReadonlySet<string>, closed: () => void): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(event => {
    if (event.closed.some(tab => isOurs(tab, previews))) closed();
  });
}

async function closeTabs(previews: ReadonlySet<string>): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  await vscode.window.tabGroups.close(tabs.filter(tab => isOurs(tab, previews)));
}
